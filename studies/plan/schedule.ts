import { everySteps, growingSteps, type Schedule } from '../../core/run.ts'
import type { RunSpec } from './plan.ts'

/** Where a run is measured. */
export const scheduleOf = (measured: RunSpec['measured']): Schedule =>
  'every' in measured ? everySteps(measured.every) : growingSteps(measured.spacing)
