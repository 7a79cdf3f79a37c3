import type { Budget } from '../budget.ts'
import type { Execution } from '../execute.ts'
import type { Seeds } from '../seeds.ts'

/** Where the weights of a player's start come from: the file that was given, and the SHA-256 of its bytes. */
export interface StartFile {
  readonly file: string
  readonly sha256: string
}

/** What makes a run again, as it stands in its folder. */
export interface RunConfig {
  readonly saddlepoint: string
  readonly game: string
  readonly optimizer: string
  readonly players: Readonly<Record<string, string>>
  /** Players that start from weights of a file, of which the folder has a copy; absent where none does. */
  readonly starts?: Readonly<Record<string, StartFile>>
  readonly metrics: readonly string[]
  readonly seed: number
  /** A seed for each thing that is random, where they are not the same. */
  readonly seeds?: Seeds
  readonly every: number
  /** Steps between two snapshots of the strategies; absent where none are kept. */
  readonly snapshots?: number
  readonly budget: Budget
  readonly execution: Execution
  readonly plugins: readonly string[]
}
