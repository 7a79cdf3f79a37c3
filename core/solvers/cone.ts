/** Cones of a conic program and their projections, on consecutive rows of a vector. */
export interface Cone {
  readonly kind: 'zero' | 'nonneg' | 'soc'
  readonly at: number
  readonly size: number
}

/** Writes Π_K(v) over the cone's rows of `out`. A second-order cone is {(t, z) : ‖z‖ ≤ t}. */
export function project({ kind, at, size }: Cone, v: Float64Array, out: Float64Array): void {
  if (kind === 'zero') out.fill(0, at, at + size)
  else if (kind === 'nonneg') for (let i = at; i < at + size; i++) out[i] = Math.max(0, v[i]!)
  else {
    const [t, r] = [v[at]!, Math.hypot(...v.subarray(at + 1, at + size))]
    if (r <= t) out.set(v.subarray(at, at + size), at)
    else if (r <= -t) out.fill(0, at, at + size)
    else {
      const half = (t + r) / 2
      out[at] = half
      for (let i = at + 1; i < at + size; i++) out[i] = (half * v[i]!) / r
    }
  }
}

/**
 * An element of the generalised Jacobian of Π_K at v, [size, size] row by row; `one` and `zero` for the identity and the zero matrix.
 * Between the cone and its polar: D = ½[[1, wᵀ], [w, (1 + t/r)I − (t/r)wwᵀ]] with w = z/r, r = ‖z‖.
 */
export function derivative({ kind, at, size }: Cone, v: Float64Array): 'one' | 'zero' | Float64Array {
  if (kind === 'zero') return 'zero'
  if (kind === 'nonneg') {
    const D = new Float64Array(size * size)
    for (let i = 0; i < size; i++) D[i * size + i] = v[at + i]! > 0 ? 1 : 0
    return size === 1 ? (D[0] ? 'one' : 'zero') : D
  }
  const [t, r] = [v[at]!, Math.hypot(...v.subarray(at + 1, at + size))]
  if (r <= t) return 'one'
  if (r <= -t) return 'zero'
  const w = (i: number): number => v[at + i]! / r
  const D = new Float64Array(size * size)
  D[0] = 0.5
  for (let i = 1; i < size; i++) {
    D[i] = D[i * size] = w(i) / 2
    for (let j = 1; j < size; j++) D[i * size + j] = ((i === j ? 1 + t / r : 0) - (t / r) * w(i) * w(j)) / 2
  }
  return D
}
