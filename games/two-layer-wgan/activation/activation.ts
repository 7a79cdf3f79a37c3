import type * as tf from '@tensorflow/tfjs'
import type { Dual, Problem } from '../dual/dual.ts'
import type { Steepest } from '../dual/relu-mean-matching.ts'

/** A critic's σ, and the convex program that it makes of the game. */
export interface Activation {
  readonly id: string
  /** σ(t), entry by entry. */
  apply(t: tf.Tensor): tf.Tensor
  /** k with σ(αt) = α^kσ(t) for α > 0: neurons are unit vectors; null where there is none: ‖uⱼ‖ ≤ 1. */
  readonly degree: 1 | 2 | null
  /** a, b, c of σ(t) = at² + bt + c; absent where σ is no such polynomial: the payoff is then taken over all rows. */
  readonly coefficients?: Coefficients
  /** The program is a closed form: a game without an optimum is refused before it is played. */
  readonly closed: boolean
  /** The convex program, solved. Throws a Refusal where it has no finite optimum or is not convex. null: it is convex in each of two blocks only. */
  readonly dual: ((problem: Problem) => Dual) | null
  /** The program with a ReLU generator that pays its weights, where there is one. */
  readonly joint?: (problem: Problem, steepest: Steepest) => Dual
  /** Where `dual` is null: sampled directions in place of all sign patterns; 0: all. */
  readonly directions?: number
}
export type Coefficients = readonly [a: number, b: number, c: number]
