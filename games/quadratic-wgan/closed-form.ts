import type { Matrix } from 'ml-matrix'
import { Refusal } from '../../core/refusal.ts'
import type { Spectrum } from '../../core/linear-algebra/symmetric.ts'
import type { Axes } from './moments.ts'

/** β midway between eigenvalues k and k + 1 (0 after the last), so that k directions are kept. Throws where no β keeps exactly k. */
export function midway({ values }: Spectrum, k: number, id = 'quadratic-wgan'): number {
  const d = values.length
  if (k > d) throw new Refusal(`${id}: rank (k) must be at most the data's ${d} columns, got ${k}`)
  const [upper, lower] = [values[k - 1]!, Math.max(values[k] ?? 0, 0)]
  if (upper - lower > 1e-12 * values[0]!) return (upper + lower) / 2
  throw new Refusal(
    `${id}: rank (k) must end where the eigenvalues of the data's second moments fall, but number ${k} is ${upper} and the next is ${lower}`,
  )
}

/** The lifted convex-concave game min_{S⪰0} max_M tr S + ⟨M, C − S⟩ − β‖M‖_* and its saddle point. */
export interface Lifted {
  readonly C: Matrix
  readonly β: number
  readonly spectrum: Spectrum
  /** Kept directions: eigenvalues of C above β. */
  readonly k: number
  /** p* = Σ(λᵢ − β)₊. */
  readonly optimum: number
}
export function lifted(C: Matrix, spectrum: Spectrum, β: number): Lifted {
  const kept = spectrum.values.filter(λ => λ > β)
  return { C, β, spectrum, k: kept.length, optimum: kept.reduce((sum, λ) => sum + (λ - β), 0) }
}

/**
 * A generator that attains S* = (C − βI)₊: W* = Q_k D_k⁻¹ Λ_k^{1/2} V_kᵀ, [d_z, d] row by row, for latents of second moments QD²Qᵀ,
 * kept eigenvectors V_k of C and Λ_k of the λᵢ − β. arXiv:2107.05680, re-derived. Needs k ≤ the rank of the latents.
 */
export function optimalGenerator({ spectrum: { values, vectors }, β, k }: Lifted, { roots, directions }: Axes): Float64Array {
  const [dz, d] = [directions.columns, values.length]
  const W = new Float64Array(dz * d)
  for (let r = 0; r < k; r++) {
    const c = Math.sqrt(values[r]! - β) / roots[r]!
    for (let i = 0; i < dz; i++) for (let j = 0; j < d; j++) W[i * d + j]! += c * directions.get(r, i) * vectors.get(r, j)
  }
  return W
}

/**
 * A critic of m ≥ k neurons with M* = V_kV_kᵀ, that is D*(x) = ‖V_kᵀx‖²: U [m, d] row by row, then v [m]. Its first k neurons are
 * the kept eigenvectors with weight 1; the others have weight 0.
 */
export function optimalCritic({ spectrum: { vectors }, k }: Lifted, m: number): readonly [U: Float64Array, v: Float64Array] {
  const U = Array.from({ length: m }, (_, j) => vectors.getRow(j % vectors.rows)).flat()
  return [Float64Array.from(U), Float64Array.from({ length: m }, (_, j) => (j < k ? 1 : 0))]
}

/** Throws where the generator cannot reach p*: ‖C − S‖₂ ≥ λ_{rank+1} > β for every S of the latents' rank. */
export function demandRank(k: number, rank: number, id = 'quadratic-wgan'): void {
  if (k <= rank) return
  throw new Refusal(
    `${id}: rank (k), the number of eigenvalues above beta (β), must be at most ${rank}, the rank of the latents, got ${k}: ` +
      'the generated second moments have no higher rank, and p* would be infinite',
  )
}
