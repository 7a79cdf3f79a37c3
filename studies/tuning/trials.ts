/** How many trials a row has on a game: the same number for every optimizer, or the same FLOPs. */
import type { Budget } from '../../core/budget.ts'
import type { Tuning } from '../plan/study-file.ts'
import { gridSize, type Ranges } from './draw.ts'

export const trialBudget = (tuning: Tuning, game: Budget): Budget => tuning.budget ?? game

/** FLOPs of one trial over all tuning seeds; null where its budget says nothing of FLOPs. */
export const trialFlops = (tuning: Tuning, game: Budget): number | null => {
  const { flops } = trialBudget(tuning, game)
  return flops === undefined ? null : flops * tuning.seeds.length
}
/** Trials on a game whose budget is `game`. By FLOPs: as many as their total pays for. */
export function trialCount(tuning: Tuning, ranges: Ranges, game: Budget): number {
  if (tuning.search === 'grid') return gridSize(ranges, tuning.points ?? 0)
  return tuning.trials ?? Math.floor(tuning.flops! / trialFlops(tuning, game)!)
}
