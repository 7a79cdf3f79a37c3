/** How many trials a row has on a game, and how long they are: the same number for every optimizer, or the same FLOPs. */
import type { Budget } from '../../core/budget.ts'
import type { StudyFile, Tuning } from '../plan/study-file.ts'
import { gridSize, type Ranges } from './draw.ts'

/** What a step of a pair costs. */
export interface StepCost {
  /** Null where it is not known. */
  readonly flops: number | null
  readonly gradients: number
}

/** Trials of a row, where their number does not depend on what they cost. */
export const fixedCount = ({ search, trials, points }: Tuning, ranges: Ranges): number | null =>
  search === 'grid' ? gridSize(ranges, points ?? 0) : (trials ?? null)

/** The budget of a run of a trial. Trials of a fixed number share their FLOPs alike: where a step costs twice, half the steps are made. */
export function trialBudget(tuning: Tuning, ranges: Ranges, game: Budget): Budget {
  const n = fixedCount(tuning, ranges)
  return n !== null && tuning.flops !== undefined ? { flops: tuning.flops / (n * tuning.seeds.length) } : (tuning.budget ?? game)
}

/** FLOPs of one trial over all tuning seeds; null where they are not known. */
export function trialFlops({ seeds }: Pick<Tuning, 'seeds'>, budget: Budget, step: StepCost | undefined): number | null {
  const steps = Math.min(
    budget.steps ?? Infinity,
    budget.gradients === undefined || !step?.gradients ? Infinity : Math.ceil(budget.gradients / step.gradients),
  )
  const counted = typeof step?.flops === 'number' && Number.isFinite(steps) ? steps * step.flops : Infinity
  const flops = Math.min(budget.flops ?? Infinity, counted)
  return Number.isFinite(flops) ? flops * seeds.length : null
}

/**
 * Trials of a row on a game whose budget is `game`. By FLOPs alone: as many as they pay for, so that where a step costs twice, half as many
 * trials are made. 0 where they pay for none, null where what one costs is not known.
 */
export function trialCount(tuning: Tuning, ranges: Ranges, game: Budget, step: StepCost | undefined): number | null {
  const n = fixedCount(tuning, ranges)
  if (n !== null) return n
  const each = trialFlops(tuning, trialBudget(tuning, ranges, game), step)
  return each === null ? null : Math.floor(tuning.flops! / each)
}

/** Whether the number of trials depends on what a step costs. */
export function countedByCost({ tuning, games, budget }: StudyFile): boolean {
  if (tuning?.search !== 'random' || tuning.trials !== undefined) return false
  return games.some(g => (tuning.budget ?? (typeof g === 'string' ? budget : (g.budget ?? budget))).flops === undefined)
}
