import type { Point } from './point.ts'
import type { Profile } from './profile.ts'
import type { Scalar } from './scalar.ts'

/**
 * A mixed strategy of one player: atoms with weights ≥ 0 that sum to 1. A Dirac is the common case. A mean of parameters is
 * another strategy, never a mixture. An atom of weight 0 is an empty place.
 */
export interface Mixture {
  readonly atoms: readonly Point[]
  readonly weights: readonly Scalar[]
}

/** The atoms of a host mixture that have weight, with their weights as numbers. */
export function support({ atoms, weights }: Mixture): { readonly atoms: readonly Point[]; readonly weights: readonly number[] } {
  const kept = weights.flatMap((w, i) => (w === 0 ? [] : [i]))
  return { atoms: kept.map(i => atoms[i]!), weights: kept.map(i => Number(weights[i])) }
}

/** All weight on one point. */
export const dirac = (x: Point): Mixture => ({ atoms: [x], weights: [1] })

/** Each player plays its point of z. */
export const pure = (z: Profile): Mixture[] => z.points.map(dirac)

/** Equal weights. */
export const uniform = (atoms: readonly Point[]): Mixture => ({ atoms, weights: atoms.map(() => 1 / atoms.length) })
