import { arrangement } from '../../../core/arrangements/arrangement.ts'
import { coneProgramming, type Affine } from '../../../core/solvers/socp.ts'

/** A hidden neuron w ∈ ℝ^{d_z} that adds sign·(Zw)₊ to a column. */
export interface Hidden {
  readonly w: Float64Array
  readonly sign: 1 | -1
}

/**
 * The neurons of least weight decay that make one column g, over the rows z of Z: for the sign patterns D_j of the arrangement of Z,
 *
 *     min Σⱼ ‖sⱼ‖ + ‖tⱼ‖   subject to   Σⱼ DⱼZ(sⱼ − tⱼ) = g,   (2Dⱼ − I)Zsⱼ ≥ 0,   (2Dⱼ − I)Ztⱼ ≥ 0,
 *
 * a second-order cone program: where Dⱼ is its pattern, DⱼZs = (Zs)₊. Its value is the least ½(‖W₁‖² + ‖W₂‖²) of a ReLU network with one
 * output that has these values on Z. Throws a Refusal where Z has too many patterns, or where the solver does not converge.
 */
export async function leastNeurons(
  rows: readonly Float64Array[],
  g: readonly number[],
  what: string,
): Promise<readonly Hidden[]> {
  const dz = rows[0]!.length
  const { patterns } = arrangement(rows, dz, what, 'generator=relu[weights=any]')
  // Of each pattern: s, its bound, t, its bound.
  const at = (j: number, t: 0 | 1): number => (2 * j + t) * (dz + 1)
  const n = patterns.length * 2 * (dz + 1)
  const minimise = Array.from({ length: n }, (_, i) => (i % (dz + 1) === dz ? 1 : 0))
  const both = patterns.flatMap((D, j) => ([0, 1] as const).map(t => ({ D, at: at(j, t), sign: t === 0 ? 1 : -1 }) as const))
  const equal = rows.map((z, i): Affine => ({
    terms: both.flatMap(b => (b.D[i] ? Array.from(z, (x, k) => [b.at + k, b.sign * x] as const) : [])),
    constant: -g[i]!,
  }))
  const atLeast = both.flatMap(b =>
    rows.map((z, i): Affine => ({ terms: Array.from(z, (x, k) => [b.at + k, b.D[i] ? x : -x] as const), constant: 0 })),
  )
  const cones = both.map(b =>
    [dz, ...Array.from({ length: dz }, (_, k) => k)].map((k): Affine => ({ terms: [[b.at + k, 1]], constant: 0 })),
  )
  const { x } = (await coneProgramming())({ minimise, equal, atLeast, cones })
  const found = both.map(b => ({ w: x.slice(b.at, b.at + dz), sign: b.sign }))
  const most = Math.max(...found.map(({ w }) => Math.hypot(...w)))
  return found.filter(({ w }) => Math.hypot(...w) > 1e-10 * most)
}
