/** The results of a study by game and optimizer: what every section, table and figure is made of. */
import { ascending, quantile } from '../statistics/summary.ts'
import type { Axis } from '../plan/cost-axes.ts'
import { finalOf, lossCurve, sign, worst } from '../statistics/of-run.ts'
import type { RowRuns, RunValue } from '../statistics/row-runs.ts'
import { ruleOf } from '../statistics/of-times.ts'
import { timeToTarget } from '../statistics/time-to-target.ts'
import type { GameRow, OptimizerRow } from '../plan/plan.ts'
import type { Choice, DoneRun, FailedRun, Mark, StudyResults } from '../store/stored-run.ts'

/** What is counted, in the order in which it is preferred as an axis. */
export const costs = ['flops', 'gradients', 'seconds', 'step'] as const
export type Cost = (typeof costs)[number]
export const costOf = (mark: Mark, cost: Cost): number | null => mark[cost]

/** A run with its objective, infinite on the worse side where it left its bounds or measured no number. */
export interface Done extends RunValue {
  /** The first measured step at which the target was reached; null where it was not. */
  readonly reached: Mark | null
}
export interface Cell {
  readonly game: GameRow
  readonly row: OptimizerRow
  /** Of the row among all. */
  readonly index: number
  readonly done: readonly Done[]
  readonly failed: readonly { readonly seed: number; readonly run: FailedRun }[]
  readonly pending: number
  /** Why the pair cannot be put together. */
  readonly refused: string | null
  readonly choice: Choice | null
}
export interface Gathered {
  readonly results: StudyResults
  readonly games: readonly { readonly game: GameRow; readonly cells: readonly Cell[] }[]
  readonly labels: readonly string[]
}

/** NaN of nothing. */
export const median = (values: readonly number[]): number => (values.length === 0 ? NaN : quantile(ascending(values), 0.5))
export const lastOf = (run: DoneRun): Mark => run.marks.at(-1)!
export const broken = ({ outcome }: DoneRun): boolean => outcome.kind === 'diverged' || outcome.kind === 'nan'

/** Where it reached the target: to stay there, unless the objective is the best so far. */
function reachedBy(run: DoneRun, game: GameRow): Mark | null {
  const curve = game.target === null ? null : lossCurve(game, run, 'steps')
  if (!curve) return null
  const { time, reached } = timeToTarget(curve, sign(game) * game.target!, ruleOf(game), Infinity)
  return reached ? (run.marks.find(m => m.step === time) ?? null) : null
}

/** The runs of a game as the statistics take them. */
export const rowsOf = (cells: readonly Cell[]): RowRuns[] => cells.map(c => ({ optimizer: c.row.id, runs: c.done }))
export const axisOf = (cost: Cost): Axis => (cost === 'step' ? 'steps' : cost)

export function gathered(results: StudyResults): Gathered {
  const { plan, runs, choices } = results
  const key = (game: string, optimizer: string): string => `${game}\n${optimizer}`
  const byPair = new Map<string, StudyResults['runs'][number][]>()
  for (const run of runs) {
    if (run.planned.purpose.kind !== 'evaluation') continue
    const at = key(run.planned.game, run.planned.optimizer)
    const list = byPair.get(at)
    if (list) list.push(run)
    else byPair.set(at, [run])
  }
  const cellOf = (game: GameRow, row: OptimizerRow, index: number): Cell => {
    const own = (byPair.get(key(game.id, row.id)) ?? [])
      .map(r => ({ ...r, seed: r.planned.purpose.seed }))
      .sort((a, b) => a.seed - b.seed)
    return {
      game,
      row,
      index,
      done: own.flatMap(({ seed, stored }) =>
        stored?.state === 'done' && stored.marks.length > 0
          ? [{ seed, run: stored, value: finalOf(game, stored) ?? worst(game), reached: reachedBy(stored, game) }]
          : [],
      ),
      failed: own.flatMap(({ seed, stored }) => (stored?.state === 'failed' ? [{ seed, run: stored }] : [])),
      pending: own.filter(({ stored }) => stored === null).length,
      refused: plan.refused.find(r => r.game === game.id && r.optimizer === row.id)?.reason ?? null,
      choice: choices.find(c => c.game === game.id && c.optimizer === row.id) ?? null,
    }
  }
  return {
    results,
    games: plan.games.map(game => ({ game, cells: plan.optimizers.map((row, i) => cellOf(game, row, i)) })),
    labels: plan.optimizers.map(o => o.label),
  }
}
