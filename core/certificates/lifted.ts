import type { Certificate } from './certificate.ts'
import { eigen } from './eigenvalues.ts'
import type { Rows } from './moments.ts'
import { neuronsOf, quadraticFamily, type QuadraticGame } from './quadratic.ts'

/** Mixtures of symmetric matrices. */
export interface Matrices {
  readonly atoms: readonly Rows[]
  readonly weights: readonly number[]
}
const mean = ({ atoms, weights }: Matrices): number[][] =>
  atoms[0]!.map((row, i) => row.map((_, j) => atoms.reduce((all, A, a) => all + (weights[a]! * (A[i]![j]! + A[j]![i]!)) / 2, 0)))

/**
 * Of min_{S⪰0} max_M tr S + ⟨M, C − S⟩ − β‖M‖_*: the payoff is linear in S and concave in M, so that mixtures are their means. S is written
 * as WᵀW (its square root, without negative rounding errors), M by its eigenvectors.
 */
export function liftedCertificate(game: Omit<QuadraticGame, 'latent'>, S: Matrices, M: Matrices): Certificate {
  const { values, vectors } = eigen(mean(S))
  const W = vectors.map((v, i) => v.map(x => Math.sqrt(Math.max(0, values[i]!)) * x))
  const latent = W.map((_, i) => W.map((_, j) => (i === j ? 1 : 0)))
  return quadraticFamily('lifted', { ...game, latent }, { atoms: [W], weights: [1] }, neuronsOf(mean(M)))
}
