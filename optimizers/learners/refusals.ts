import type { Game, StrategySet } from '../../core/contract.ts'

/** Why a learner of probabilities cannot play a set, or null. */
export const needsSimplex = ({ name }: StrategySet): string | null =>
  name === 'simplex'
    ? null
    : 'it plays probabilities and needs the simplex; valid here: online-gradient-descent, follow-the-regularized-leader'

/** Why a learner of linear losses cannot play a term, or a set that is not convex, or null. */
export function needsConvexSet({ kind, convex }: StrategySet): string | null {
  if (kind !== 'set')
    return 'it plays linear losses on a set, and this is a term of the loss; give the player a set such as box or ball'
  return convex ? null : 'regret against linear losses is bounded on convex sets; give the player a set such as box or ball'
}

/** Why sums of gradients say nothing of a best reply to a mean, or null. */
export const needsBilinear = ({ id, claims }: Game): string | null =>
  claims.bilinear
    ? null
    : `the best reply to what the opponent has played is that to the sum of the gradients in bilinear games only, and game '${id}' does not claim bilinear; valid here: follow-the-leader, online-gradient-descent`

/** Why a step cannot be scaled by the size of a set, or null. */
export const needsDiameter = ({ diameter }: StrategySet): string | null =>
  diameter
    ? null
    : 'its steps are scaled by the diameter of the set, which is not bounded; give diameter (D), the distance within which strategies are compared, or a set such as box, ball or simplex'

/** Why there is no leader on a set, or null. */
export const needsLeader = (set: StrategySet): string | null =>
  set.extreme
    ? needsConvexSet(set)
    : 'a linear loss need not have a least point there; give the player a bounded set such as box, ball or simplex'
