/** What a user writes: a comparative study as data, in YAML, JSON or TypeScript. */
import type { Budget } from '../../core/budget.ts'
import type { Execution } from '../../core/execute.ts'
import type { Seeds } from '../../core/seeds.ts'
import type { Axis } from './cost-axes.ts'
import type { Measuring } from './schedule.ts'

export type { Seeds } from '../../core/seeds.ts'

/** Values of an option that are compared, one setting each. */
export type Grid = readonly (number | string)[]
/** A range from which tuning draws: fixed before any run is made. */
export type Range =
  | { readonly uniform: readonly [low: number, high: number] }
  | { readonly logUniform: readonly [low: number, high: number] }
  | { readonly integers: readonly [low: number, high: number] }
  | { readonly choices: Grid }

/** A number of a run, and which way is better. */
export interface Objective {
  /** A name among the run's metrics, such as `distance` or `sliced-wasserstein`. */
  readonly metric: string
  /** `min` where absent. */
  readonly better?: 'min' | 'max'
  /** Which measured step counts: the last one (where absent), or the best one so far, which is an oracle and labelled so. */
  readonly at?: 'last' | 'best'
}

export interface GameEntry {
  /** A selector. */
  readonly game: string
  /** In tables and figures; the selector where absent. */
  readonly label?: string
  readonly players?: Readonly<Record<string, string>>
  /** In place of the study's. */
  readonly metrics?: readonly string[]
  readonly objective?: Objective
  /** The value of the objective that counts as reached, for times to target. */
  readonly target?: number
  readonly budget?: Budget
  /** A metric that draws a picture, such as `samples[rows=6,columns=6]`: kept over the course of a run. `phase-portrait` keeps the way. */
  readonly picture?: string
}
export interface OptimizerEntry {
  /** A selector. */
  readonly optimizer: string
  readonly label?: string
  /** Options, by paths such as `stepSize` or `of.stepSize`: every combination is a setting of its own. */
  readonly grid?: Readonly<Record<string, Grid>>
  /** Options that tuning chooses, game by game. */
  readonly tune?: Readonly<Record<string, Range>>
}
/** How options are chosen: the same for every optimizer that has some to choose. */
export interface Tuning {
  readonly search: 'random' | 'grid'
  /**
   * Trials per optimizer and game, or FLOPs that all of an optimizer's trials on a game may spend together: as many trials as they pay for.
   * With both, each trial has an equal share of the FLOPs as its budget.
   */
  readonly trials?: number
  readonly flops?: number
  /** Values a range is divided into by `search: grid`. */
  readonly points?: number
  /** Seeds of the trials: none of them may be among the study's. */
  readonly seeds: readonly number[]
  /** The budget of a trial; the game's where absent. */
  readonly budget?: Budget
}
/** What the study expects to find: a predicate on results, checked and shown. */
export interface Expectation {
  /** In words, for the page. */
  readonly finding: string
  /**
   * An expression on results, such as `median("extragradient", "bilinear") < 0.1 * median("gda", "bilinear")`. Its language is documented
   * with its reader.
   */
  readonly holds: string
}
/** The row whose whole cost is given to every other one. */
export interface EqualCost {
  readonly to: string
  readonly over: readonly Axis[]
}
/** A study as its file has it: YAML, JSON, or `defineStudy({ … })` of a module. docs/studies.md has every key. */
export interface StudyFile {
  /** Lower-case words joined by hyphens. */
  readonly id: string
  readonly title: string
  readonly question: string
  readonly games: readonly (string | GameEntry)[]
  readonly optimizers: readonly (string | OptimizerEntry)[]
  readonly metrics: readonly string[]
  readonly objective: Objective
  /** Further names among the metrics' numbers that tables show beside the objective, at the last measured step, where a game measures them. */
  readonly columns?: readonly string[]
  /** Tables also say what each row's objective was when as much had been spent as this row spends in all: its label, and on which axes. */
  readonly equal?: EqualCost
  /** So many seeds from 0, or these; each a number for all axes or one an axis. What an axis leaves out is shared: `{ init: 3 }` keeps the others at 0. */
  readonly seeds: number | readonly (number | Partial<Seeds>)[]
  readonly budget: Budget
  /** Where runs are measured: at steps that grow by a factor (1.2 where absent), every so many steps, or both: growing ones up to the first of these. */
  readonly measured?: Measuring
  readonly tuning?: Tuning
  readonly expect?: readonly Expectation[]
  readonly execution?: Partial<Execution>
  /** Paths or packages. */
  readonly plugins?: readonly string[]
}
/** Types a study in TypeScript: `export default defineStudy({ … })`. */
export const defineStudy = (study: StudyFile): StudyFile => study
