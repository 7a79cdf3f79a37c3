import type { DoneRun } from '../store/stored-run.ts'

/** A run of an evaluation seed. */
export interface RunValue {
  /** Its place in the study's list of seeds: runs of the same place are paired. */
  readonly seed: number
  readonly value: number
  readonly run: DoneRun
}
/** The runs of a game, by optimizer. */
export interface RowRuns {
  readonly optimizer: string
  readonly runs: readonly RunValue[]
}
