/** The results of a study by game and optimizer: what every section, table and figure is made of. */
import { ascending, quantile } from '../statistics/summary.ts'
import { timeToTarget, type LossCurve } from '../statistics/time-to-target.ts'
import type { GameRow, OptimizerRow } from '../plan/plan.ts'
import type { Choice, DoneRun, FailedRun, Mark, StudyResults } from '../store/stored-run.ts'

/** What is counted, in the order in which it is preferred as an axis. */
export const costs = ['flops', 'gradients', 'seconds', 'step'] as const
export type Cost = (typeof costs)[number]
export const costOf = (mark: Mark, cost: Cost): number | null => mark[cost]

export interface Done {
  /** Its place in the study's list of seeds. */
  readonly seed: number
  readonly run: DoneRun
  /** The objective; infinite on the worse side where the run left its bounds or measured no number. */
  readonly final: number
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
export const maximised = ({ objective }: GameRow): boolean => objective.better === 'max'

/** The objective of a run. */
function finalOf(run: DoneRun, game: GameRow): number {
  const sign = maximised(game) ? -1 : 1
  const worst = sign * Infinity
  const { metric, at } = game.objective
  const values = run.marks.map(m => m.metrics[metric]).filter(v => v !== undefined && !Number.isNaN(v)) as number[]
  if (broken(run)) return worst
  if (at === 'best') return values.reduce((best, v) => (sign * v < sign * best ? v : best), worst)
  const last = lastOf(run).metrics[metric]
  return last === undefined || Number.isNaN(last) ? worst : last
}
/** How a run ended, as times to target take it. */
export const endOf = (run: DoneRun): LossCurve['end'] =>
  broken(run) ? 'diverged' : run.outcome.kind === 'converged' || run.outcome.kind === 'stalled' ? 'settled' : 'cut'

/** Where it reached the target: to stay there, unless the objective is the best so far. */
function reachedBy(run: DoneRun, { target, objective, ...game }: GameRow): Mark | null {
  if (target === null) return null
  const sign = maximised({ ...game, target, objective }) ? -1 : 1
  const losses = run.marks.map(m => sign * (m.metrics[objective.metric] ?? NaN))
  const places = { costs: losses.map((_, i) => i), losses, end: endOf(run) }
  const { time, reached } = timeToTarget(places, sign * target, objective.at === 'best' ? 'touches' : 'stays', losses.length)
  return reached ? run.marks[time]! : null
}

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
          ? [{ seed, run: stored, final: finalOf(stored, game), reached: reachedBy(stored, game) }]
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
