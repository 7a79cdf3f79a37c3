/**
 * The statistics of a study's page. Values are in the objective's own unit and direction; a run that diverged or has no number is the
 * worst value, +∞ (−∞ where more is better), in every figure. What is not offered says why. See docs/statistics.md.
 */
import type { GameRow } from '../plan/plan.ts'
import type { StudyResults } from '../store/stored-run.ts'
import { axes, type Axis } from '../plan/cost-axes.ts'
import type { BestOfK } from './best-of-k.ts'
import { intervals, type Intervals } from './intervals.ts'
import { acrossGames, pairsOn, type AcrossGames, type PairOnGame } from './of-pairs.ts'
import { profilesOf, type StudyProfiles } from './of-profiles.ts'
import { sign, valueOf } from './of-run.ts'
import { logRanks, timesOn, type LogRankOfPair, type TimesOnGame } from './of-times.ts'
import { ofTrials } from './of-trials.ts'
import type { RunValue } from './row-runs.ts'
import { summary, type Summary } from './summary.ts'

export interface StudyStatistics {
  /** In the plan's order. */
  readonly games: readonly GameStatistics[]
  /** Pairs of rows over all games, first before second in the plan's order; tests adjusted by Holm over all pairs. */
  readonly pairs: readonly AcrossGames[]
  readonly profiles: StudyProfiles
}
export interface GameStatistics {
  /** The game row's id. */
  readonly game: string
  /** One for each optimizer that is not refused on this game, in the plan's order. */
  readonly rows: readonly RowStatistics[]
  readonly pairs: readonly PairOnGame[]
  /** By axis; null where the game has no target, or a run has no such cost. */
  readonly times: Readonly<Record<Axis, (TimesOnGame & { readonly logRank: readonly LogRankOfPair[] }) | null>>
}
export interface RowStatistics {
  /** The optimizer row's id. */
  readonly optimizer: string
  /** Of runs that are done, ascending by seed. */
  readonly runs: readonly RunValue[]
  /** Planned runs that have not ended; runs that could not be made. Neither is in any figure. */
  readonly pending: number
  readonly failed: number
  /** Null where no run is done. */
  readonly summary: Summary | null
  readonly intervals: Intervals
  /** Runs whose value is at the game's target or better; null where it has none. */
  readonly reached: number | null
  /** The best of k trials of the tuning, for k = 1 … all; null where nothing is tuned. Values as above. */
  readonly bestOfK: readonly BestOfK[] | null
}

export function statistics(results: StudyResults): StudyStatistics {
  const { games, optimizers, refused } = results.plan
  const made = games.map(game => {
    const rows = optimizers
      .filter(o => !refused.some(r => r.game === game.id && r.optimizer === o.id))
      .map(({ id }) => rowOf(results, game, id))
    return { game, rows }
  })
  return {
    games: made.map(({ game, rows }) => ({
      game: game.id,
      rows,
      pairs: pairsOn(game, rows),
      times: Object.fromEntries(
        axes.map(axis => {
          const times = timesOn(game, rows, axis)
          return [axis, times && { ...times, logRank: logRanks(times) }]
        }),
      ) as GameStatistics['times'],
    })),
    pairs: acrossGames(made, optimizers),
    profiles: profilesOf(made, optimizers),
  }
}

function rowOf({ runs, choices }: StudyResults, game: GameRow, optimizer: string): RowStatistics {
  const mine = runs.filter(({ planned: p }) => p.game === game.id && p.optimizer === optimizer && p.purpose.kind === 'evaluation')
  const done = mine
    .flatMap(({ planned, stored }): RunValue[] =>
      stored?.state === 'done' ? [{ seed: planned.purpose.seed, value: valueOf(game, stored), run: stored }] : [],
    )
    .sort((a, b) => a.seed - b.seed)
  const values = done.map(r => r.value)
  const { target } = game
  const choice = choices.find(c => c.game === game.id && c.optimizer === optimizer)
  return {
    optimizer,
    runs: done,
    pending: mine.filter(r => r.stored === null).length,
    failed: mine.filter(r => r.stored?.state === 'failed').length,
    summary: values.length > 0 ? summary(values) : null,
    intervals: intervals(values),
    reached: target === null ? null : values.filter(v => sign(game) * v <= sign(game) * target).length,
    bestOfK: choice && choice.trials.length > 0 ? ofTrials(game, choice) : null,
  }
}
