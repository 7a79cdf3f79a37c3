import type { FiniteSum, Game, Sample } from './contract.ts'
import { lift } from './frame.ts'
import { hostLeaves, withLeaves, type HostTree } from './tree.ts'

/** What a game says of its finite sum, or null where it is none. */
export const finiteSumOf = ({ finiteSum }: Game): FiniteSum | null =>
  finiteSum ? { n: finiteSum.n, batch: finiteSum.batch ?? 1 } : null

/** All terms of each game's sum: made once, so that an engine holds one copy. */
const wholes = new WeakMap<Game, HostTree>()

/** All terms of a game's finite sum as one sample, constants of the program; worth n/batch draws. */
export function wholeSum(game: Game): Sample {
  const { n, batch } = finiteSumOf(game)!
  const whole = wholes.get(game) ?? game.finiteSum!.all()
  wholes.set(game, whole)
  return { ξ: withLeaves(whole, hostLeaves(whole).map(lift)), worth: n / batch }
}
