/** The best of several settings, chosen by the very runs that are shown: what no one gets who does not know the result. */
import type { Objective } from '../plan/study-file.ts'
import { byObjective } from './objective.ts'

export interface Oracle<R> {
  readonly row: R
  readonly value: number
  /** For every table and figure that shows it. */
  readonly note: string
}
/** The best of the settings of a grid, run by run or in the mean. Throws where there are none. */
export function oracleOf<R>(settings: readonly { readonly row: R; readonly value: number }[], objective: Objective): Oracle<R> {
  const order = byObjective(objective)
  const best = settings.reduce((a, b) => (order(b.value, a.value) < 0 ? b : a))
  return { ...best, note: `the best of ${settings.length} settings by the runs shown: an oracle, not a tuned setting` }
}
