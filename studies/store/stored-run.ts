/** What is kept of a run. */
import type { Outcome } from '../../core/outcome.ts'
import type { Picture } from '../../core/picture.ts'
import type { Whereabouts } from '../../core/portrait.ts'
import type { Plan, PlannedRun } from '../plan/plan.ts'

/** A measured step: what it has cost, and what was measured. */
export interface Mark {
  readonly step: number
  readonly flops: number | null
  readonly gradients: number
  readonly jacobians: number
  readonly prox: number
  readonly solves: number
  readonly samples: number
  readonly seconds: number
  readonly metrics: Readonly<Record<string, number>>
}
/** Where and by what a run was made. */
export interface Made {
  readonly saddlepoint: string
  readonly node: string
  readonly onnxruntime: string
  readonly tensorflowjs: string
  readonly platform: string
  readonly processor: string
  readonly threads: number
  readonly engine: 'compiled' | 'eager' | 'host'
}
export type RunState = 'pending' | 'running' | 'done' | 'failed'

/** A run that has ended. A diverged run is done, and its outcome says so. */
export interface DoneRun {
  readonly state: 'done'
  readonly key: string
  readonly spec: PlannedRun['spec']
  readonly marks: readonly Mark[]
  readonly outcome: Outcome
  /** FLOPs come from a formula. */
  readonly estimated: boolean
  readonly made: Made
  /** Pictures over the run, by step. */
  readonly pictures: readonly { readonly step: number; readonly picture: Picture }[]
  /** Where its answers were at measured steps, of a game in the plane whose picture is its portrait. */
  readonly way?: readonly Whereabouts[]
}
/** A run that could not be made: our fault or the machine's, never a number's. */
export interface FailedRun {
  readonly state: 'failed'
  readonly key: string
  readonly spec: PlannedRun['spec']
  /** A sentence. */
  readonly reason: string
  readonly attempts: number
}
export type StoredRun = DoneRun | FailedRun

/** What tuning chose for a pair, and what it cost. */
export interface Choice {
  readonly game: string
  readonly optimizer: string
  readonly options: Readonly<Record<string, number | string>>
  /** Trials in the order in which they were drawn: their options and mean objective over the tuning seeds (NaN where one diverged). */
  readonly trials: readonly {
    readonly options: Readonly<Record<string, number | string>>
    readonly objective: number
    readonly keys: readonly string[]
  }[]
  /** Options whose chosen value is at an end of their range. */
  readonly atEdge: readonly string[]
  readonly cost: { readonly flops: number | null; readonly gradients: number; readonly seconds: number }
}
/** Everything a report is made of. */
export interface StudyResults {
  readonly plan: Plan
  /** Planned evaluations with what is kept of them; null where the run has not ended. */
  readonly runs: readonly { readonly planned: PlannedRun; readonly stored: StoredRun | null }[]
  readonly choices: readonly Choice[]
  /** Wall-clock seconds of the study so far. */
  readonly seconds: number
}
