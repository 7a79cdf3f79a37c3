import { lost } from '../../core/outcome.ts'
import { Refusal } from '../../core/refusal.ts'
import type { GameRow } from '../plan/plan.ts'
import type { DoneRun } from '../store/stored-run.ts'
import { objectiveOf } from '../tuning/objective.ts'
import type { Axis } from '../plan/cost-axes.ts'
import { costOf } from './cost.ts'
import type { LossCurve } from './time-to-target.ts'

/** What is better made less: a loss is the objective, or its negative; NaN stays. */
export const sign = ({ objective }: GameRow): 1 | -1 => (objective.better === 'max' ? -1 : 1)
/** The value of a run without a number. */
export const worst = (game: GameRow): number => sign(game) * Infinity

/** The measured steps that have the objective. */
const measured = ({ objective: { metric } }: GameRow, run: DoneRun): DoneRun['marks'] =>
  run.marks.every(mark => mark.metrics[metric] !== undefined)
    ? run.marks
    : run.marks.filter(mark => mark.metrics[metric] !== undefined)

/** A run's objective: at its last measured step or the best one, and the worst value where it has no number; null where it was not measured. */
export function finalOf(game: GameRow, run: DoneRun): number | null {
  if (!lost(run.outcome) && measured(game, run).length === 0) return null
  const value = objectiveOf(run, game.objective)
  return Number.isNaN(value) ? worst(game) : value
}
/** The same. Throws where it was not measured. */
export function valueOf(game: GameRow, run: DoneRun): number {
  const value = finalOf(game, run)
  if (value !== null) return value
  const known = [...new Set(run.marks.flatMap(mark => Object.keys(mark.metrics)))].join(', ') || 'nothing'
  throw new Refusal(
    `game '${game.id}': a run measured no '${game.objective.metric}', which is its objective; it measured ${known}`,
  )
}

/** A run's losses against an axis, or null where it has no such cost. */
export function lossCurve(game: GameRow, run: DoneRun, axis: Axis): LossCurve | null {
  const points = measured(game, run)
  const costs = points.map(mark => costOf(mark, axis))
  if (!costs.every(c => c !== null)) return null
  const { kind } = run.outcome
  const end = lost(run.outcome) ? 'diverged' : kind === 'converged' || kind === 'stalled' ? 'settled' : 'cut'
  const [turn, { metric }] = [sign(game), game.objective]
  const losses = points.map(({ metrics }) => (Number.isFinite(metrics[metric]) ? turn * metrics[metric]! : NaN))
  return { costs, losses, end }
}
