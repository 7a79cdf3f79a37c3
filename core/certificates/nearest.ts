const inner = (x: readonly number[], y: readonly number[]): number => x.reduce((total, a, i) => total + a * y[i]!, 0)
const combine = (c: readonly number[], xs: readonly (readonly number[])[]): number[] =>
  xs[0]!.map((_, j) => xs.reduce((total, x, i) => total + c[i]! * x[j]!, 0))

/**
 * Box least squares min ‖p − Σ aᵢgᵢ‖ over a ∈ [0, 1]ⁿ by Wolfe's method for the nearest point of a polytope (Math. Prog. 11, 1976): it
 * keeps few corners of the box whose affine hull holds the nearest point, adds the corner that the residual u = p − Σ aᵢgᵢ asks for,
 * aᵢ = 1 where gᵢᵀu > 0, and drops those that get a negative weight. Ends where no corner comes nearer. In doubles; any a is a proof.
 */
export function nearestInZonotope(p: readonly number[], g: readonly (readonly number[])[]): number[] {
  const corner = (u: readonly number[]): number[] => g.map(row => (inner(row, u) > 0 ? 1 : 0))
  const offset = (a: readonly number[]): number[] => p.map((x, j) => x - g.reduce((total, row, i) => total + a[i]! * row[j]!, 0))
  let corners = [corner(p)]
  let weights = [1]
  const size = Math.hypot(...p, ...g.flat()) + 1e-300
  for (let step = 0; step < 200; step++) {
    const u = combine(weights, corners.map(offset))
    const next = corner(u)
    if (inner(u, u) - inner(u, offset(next)) <= 1e-16 * size * Math.hypot(...u)) break
    corners = [...corners, next]
    weights = [...weights, 0]
    for (let best = affineNearest(corners.map(offset)); ; best = affineNearest(corners.map(offset))) {
      if (corners.length === 1 || best.every(w => w > 1e-14)) {
        weights = best
        break
      }
      const θ = Math.min(...best.map((w, i) => (w > 1e-14 ? 1 : weights[i]! / Math.max(weights[i]! - w, 1e-300))))
      const moved = weights.map((w, i) => Math.max(0, w + Math.min(1, θ) * (best[i]! - w)))
      const drop = moved.indexOf(Math.min(...moved))
      corners = corners.filter((_, i) => i !== drop)
      weights = moved.filter((_, i) => i !== drop)
    }
  }
  return combine(weights, corners).map(a => Math.min(1, Math.max(0, a)))
}

/** The weights, of sum 1, of the point of the affine hull that is nearest to 0: least squares by Gram and Schmidt on the differences. */
function affineNearest(points: readonly (readonly number[])[]): number[] {
  const [base, ...others] = points as readonly [readonly number[], ...(readonly number[])[]]
  const differences = others.map(x => x.map((a, j) => a - base[j]!))
  const directions: number[][] = []
  const along = differences.map(difference => {
    let rest = difference
    const shares = directions.map(q => {
      const share = inner(q, rest)
      rest = rest.map((a, j) => a - share * q[j]!)
      return share
    })
    const length = Math.hypot(...rest)
    const known = length <= 1e-13 * Math.hypot(...difference)
    directions.push(rest.map(a => (known ? 0 : a / length)))
    return [...shares, known ? 0 : length]
  })
  const wanted = directions.map(q => -inner(q, base))
  const c = Array<number>(others.length).fill(0)
  for (let i = c.length - 1; i >= 0; i--) {
    const left = wanted[i]! - along.slice(i + 1).reduce((total, shares, n) => total + shares[i]! * c[i + 1 + n]!, 0)
    c[i] = along[i]![i] === 0 ? 0 : left / along[i]![i]!
  }
  return [1 - c.reduce((a, b) => a + b, 0), ...c]
}
