/** What a study and its workers tell each other. */
import type { Outcome } from '../../core/outcome.ts'
import type { PlannedRun } from '../plan/plan.ts'

/** To a worker. The first says what all its runs have in common. */
export type Order =
  | {
      readonly kind: 'setup'
      readonly dir: string
      readonly plugins: readonly string[]
      /** The folder whose dependencies may be plugins. */
      readonly from: string
      readonly pause: number
    }
  | { readonly kind: 'make'; readonly run: Pick<PlannedRun, 'key' | 'spec'> }
  | { readonly kind: 'stop' }

/** From a worker: how its run goes, and once how it ended. What is kept of it is in the study's folder. */
export type Report =
  /** Once, before anything is ordered. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'news'; readonly key: string; readonly share: number; readonly step: number }
  | Ending
export type Ending =
  | { readonly kind: 'done'; readonly key: string; readonly outcome: Outcome['kind'] }
  /** The run cannot be made. */
  | { readonly kind: 'failed'; readonly key: string; readonly reason: string }
  /** Nothing can be kept: no fault of the run. */
  | { readonly kind: 'full'; readonly key: string; readonly reason: string }
  /** It was left, saved. */
  | { readonly kind: 'left'; readonly key: string }
