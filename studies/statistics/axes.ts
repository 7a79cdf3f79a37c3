import type { Mark } from '../store/stored-run.ts'

/** What a run's cost may be counted in. FLOPs come first: they see minibatch, network and second derivatives. */
export const axes = ['flops', 'gradients', 'seconds', 'steps'] as const
export type Axis = (typeof axes)[number]

/** A measured step's cost; null where FLOPs are not known. */
export const costOf = (mark: Mark, axis: Axis): number | null => (axis === 'steps' ? mark.step : mark[axis])
