import type { Axis } from '../plan/cost-axes.ts'
import type { Mark } from '../store/stored-run.ts'

/** A measured step's cost; null where FLOPs are not known. */
export const costOf = (mark: Mark, axis: Axis): number | null => (axis === 'steps' ? mark.step : mark[axis])
