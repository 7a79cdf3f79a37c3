/** A study file made explicit: rows of games and optimizers, and every run that is known before any is made. */
import type { Budget } from '../../core/budget.ts'
import type { Execution } from '../../core/execute.ts'
import type { Objective, Seeds, StudyFile, Range } from './study-file.ts'
import type { Measuring } from './schedule.ts'

/** Everything that decides the bits of a run. Selectors have every default written out. */
export interface RunSpec {
  readonly game: string
  readonly players: Readonly<Record<string, string>>
  readonly optimizer: string
  readonly metrics: readonly string[]
  readonly seeds: Seeds
  readonly budget: Budget
  readonly measured: Measuring
  /** A metric whose pictures are kept; null where none are. */
  readonly picture: string | null
  readonly execution: Execution
}
/** Why a run is made. */
export type Purpose =
  | { readonly kind: 'evaluation'; readonly seed: number }
  | { readonly kind: 'tuning'; readonly trial: number; readonly seed: number }

/** `seed 3`, or `trial 2, seed 0`. */
export const purposeText = (purpose: Purpose): string =>
  `${purpose.kind === 'tuning' ? `trial ${purpose.trial}, ` : ''}seed ${purpose.seed}`

/** A run of a study, by a key that other studies and later versions of the file share with it. */
export interface PlannedRun {
  /** Of its content: the spec, the sources of the plugins it uses, versions, machine's instruction set. Two runs of one key are the same run. */
  readonly key: string
  readonly spec: RunSpec
  /** The game's and the optimizer's row. */
  readonly game: string
  readonly optimizer: string
  /** `seed`: its place in the list of seeds. */
  readonly purpose: Purpose
}
export interface GameRow {
  readonly id: string
  readonly label: string
  readonly objective: Objective
  readonly target: number | null
  readonly budget: Budget
}
/** One optimizer with all its options but those that tuning chooses. */
export interface OptimizerRow {
  readonly id: string
  readonly label: string
  readonly optimizer: string
  readonly tune: Readonly<Record<string, Range>>
}
export const isTuned = ({ tune }: Pick<OptimizerRow, 'tune'>): boolean => Object.keys(tune).length > 0

/** A name for a pair of a game's and an optimizer's row. */
export const pairName = ({ game, optimizer }: Pick<PlannedRun, 'game' | 'optimizer'>): string => JSON.stringify([game, optimizer])

/** What a study file comes to: games × optimizers × seeds, with every default written out. */
export interface Plan {
  readonly study: StudyFile
  readonly games: readonly GameRow[]
  readonly optimizers: readonly OptimizerRow[]
  /** Pairs that cannot be put together, with the reason. */
  readonly refused: readonly { readonly game: string; readonly optimizer: string; readonly reason: string }[]
  /** Runs known now: trials, and evaluations of what is not tuned. */
  readonly runs: readonly PlannedRun[]
  /** The evaluations of a tuned pair, once its trials are done. */
  chosen(game: string, optimizer: string, options: Readonly<Record<string, number | string>>): readonly PlannedRun[]
}
