import type * as tf from '@tensorflow/tfjs'
import type { Mixture } from './mixture.ts'
import type { Point } from './point.ts'
import type { PerPlayer, Profile } from './profile.ts'
import type { Scalar } from './scalar.ts'
import type { StrategySet } from './strategy-set.ts'

/** What an optimizer sees of a differentiable game. Every call is metered. */
export interface FieldView {
  /** Players' ids, in the order of their points. */
  readonly players: readonly string[]
  readonly sets: readonly StrategySet[]
  /** The whole sum as one sample, where the game is a finite sum. A field on it is metered as on n/batch samples. */
  readonly finiteSum?: FiniteSum & { all(): Sample }
  start(): Profile
  /** A fresh draw: same run, step and place in the step, same values. */
  sample(): Sample
  /** (∇₁ℓ₁, …, ∇ₙℓₙ). n gradients. */
  F(z: Profile, ξ: Sample): Profile
  loss(i: number, z: Profile, ξ: Sample): tf.Scalar
  /** ∇ⱼℓᵢ. One gradient. */
  grad(i: number, j: number, z: Profile, ξ: Sample): Point
  /** The gradient of any scalar of a point, through composites (unrolled objectives). Its inner calls are metered, itself as one gradient. */
  gradient(f: (x: Point) => tf.Scalar, x: Point): Point
  /** ∇ᵢℓᵢ at x against independent mixtures of the others (entry i is not looked at). One gradient an opponent atom. */
  partial(i: number, x: Point, opponents: readonly Mixture[], ξ: Sample): Point
  /** J(z)v for the field's Jacobian J. */
  Jv(z: Profile, v: Profile, ξ: Sample): Profile
  /** J(z)ᵀv; null stands for a zero block. */
  JTv(z: Profile, v: readonly (Point | null)[], ξ: Sample): Profile
  /** Each player's prox. */
  prox(z: Profile, η: PerPlayer): Profile
  /** The prox of player i alone. */
  proxOf(i: number, x: Point, η: Scalar): Point
  mirror(z: Profile, g: Profile, η: PerPlayer): Profile
  /** A loop whose length depends on values: ends before `max` passes once `until` is true. Returns the last carry and the number of passes. */
  iterate<S>(loop: { max: number; carry: S; body(s: S): S; until(s: S): tf.Scalar }): readonly [S, tf.Scalar]
}

/** One draw of a game's randomness inside a step; opaque to optimizers. */
export interface Sample {
  readonly ξ: unknown
  /** Draws of the game that it is worth, 1 where absent: each evaluation on it is metered so many times. */
  readonly worth?: number
}

/** A mean of n terms, of which a draw of the game holds `batch`. */
export interface FiniteSum {
  readonly n: number
  readonly batch: number
}
