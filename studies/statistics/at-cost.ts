/** What runs have reached when as much has been spent as another row spends in all. */
import type { LossCurve } from './time-to-target.ts'
import type { Axis } from '../plan/cost-axes.ts'
import { costOf } from './cost.ts'
import { lossCurve, sign } from './of-run.ts'
import type { GameRow } from '../plan/plan.ts'
import { ascending, quantile } from './summary.ts'
import type { DoneRun } from '../store/stored-run.ts'

/**
 * A run's loss at the last measured step that had cost at most `cost`: what was in hand by then, nothing interpolated. Infinite from where
 * it left its bounds; NaN where nothing was measured so early.
 */
export function lossAt({ costs, losses, end }: LossCurve, cost: number): number {
  const i = costs.findLastIndex(c => c <= cost)
  if (i < 0) return NaN
  return end === 'diverged' && i === costs.length - 1 ? Infinity : losses[i]!
}

/** The median over runs of all that they spent; null where there is none, or it was not counted. */
export function spentBy(runs: readonly DoneRun[], axis: Axis): number | null {
  const all = runs.map(run => costOf(run.marks.at(-1)!, axis))
  const known = all.filter(c => c !== null)
  return known.length === 0 || known.length < all.length ? null : quantile(ascending(known), 0.5)
}

/** The median over runs of the objective when so much had been spent; NaN where a run had measured nothing by then. */
export function valueAt(
  game: GameRow,
  runs: readonly DoneRun[],
  { axis, cost }: { readonly axis: Axis; readonly cost: number },
): number {
  const losses = runs.map(run => {
    const curve = lossCurve(game, run, axis)
    return curve ? lossAt(curve, cost) : NaN
  })
  return losses.some(Number.isNaN) ? NaN : sign(game) * quantile(ascending(losses), 0.5)
}
