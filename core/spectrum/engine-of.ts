import { compiledEngine } from '../compile/engine.ts'
import type { Engine, FieldRun } from '../engine.ts'
import { hostEngine } from '../hostrun.ts'
import { settings } from './step-map.ts'

/** The engine of a run that is looked at, in double precision. */
export const engineOf = (run: FieldRun): Engine =>
  run.needs ? hostEngine({ ...run, optimizer: run.optimizer, needs: run.needs }) : compiledEngine(run, settings)
