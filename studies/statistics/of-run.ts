import { Refusal } from '../../core/refusal.ts'
import type { GameRow } from '../plan/plan.ts'
import type { DoneRun } from '../store/stored-run.ts'
import { costOf, type Axis } from './axes.ts'
import type { LossCurve } from './time-to-target.ts'

/** What is better made less: a loss is the objective, or its negative; NaN stays. */
export const sign = ({ objective }: GameRow): 1 | -1 => (objective.better === 'max' ? -1 : 1)
/** The value of a run without a number. */
export const worst = (game: GameRow): number => sign(game) * Infinity

/** Runs that left their bounds have no value, whatever they had been at before. */
const lost = ({ outcome }: DoneRun): boolean =>
  outcome.kind === 'diverged' || outcome.kind === 'nan' || outcome.kind === 'refused'

/** The objective at each measured step that has it, in its own unit. */
const measured = (game: GameRow, run: DoneRun): { readonly mark: DoneRun['marks'][number]; readonly value: number }[] =>
  run.marks.flatMap(mark => {
    const value = mark.metrics[game.objective.metric]
    return value === undefined ? [] : [{ mark, value }]
  })

/** A run's objective: at its last measured step or the best one, and the worst value where it has no number. Throws where it was not measured. */
export function valueOf(game: GameRow, run: DoneRun): number {
  if (lost(run)) return worst(game)
  const values = measured(game, run).map(m => m.value)
  if (values.length === 0) {
    const known = [...new Set(run.marks.flatMap(mark => Object.keys(mark.metrics)))].join(', ') || 'nothing'
    throw new Refusal(
      `game '${game.id}': a run measured no '${game.objective.metric}', which is its objective; it measured ${known}`,
    )
  }
  const finite = values.filter(Number.isFinite)
  if (game.objective.at === 'best') return finite.length === 0 ? worst(game) : Math[sign(game) === 1 ? 'min' : 'max'](...finite)
  const last = values.at(-1)!
  return Number.isFinite(last) ? last : worst(game)
}

/** A run's losses against an axis, or null where it has no such cost. */
export function lossCurve(game: GameRow, run: DoneRun, axis: Axis): LossCurve | null {
  const points = measured(game, run)
  const costs = points.map(p => costOf(p.mark, axis))
  if (!costs.every(c => c !== null)) return null
  const { kind } = run.outcome
  const end = lost(run) ? 'diverged' : kind === 'converged' || kind === 'stalled' ? 'settled' : 'cut'
  return { costs, losses: points.map(p => (Number.isFinite(p.value) ? sign(game) * p.value : NaN)), end }
}
