import type { Budget } from '../budget.ts'
import type { Execution } from '../execute.ts'

/** What makes a run again, as it stands in its folder. */
export interface RunConfig {
  readonly saddlepoint: string
  readonly game: string
  readonly optimizer: string
  readonly players: Readonly<Record<string, string>>
  readonly metrics: readonly string[]
  readonly seed: number
  readonly every: number
  readonly budget: Budget
  readonly execution: Execution
  readonly plugins: readonly string[]
}
