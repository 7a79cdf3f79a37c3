import type { Mixture } from './mixture.ts'
import type { Point } from './point.ts'
import type { Profile } from './profile.ts'
import type { StrategySet } from './strategy-set.ts'

/** Exact best responses against mixtures, on the host. */
export interface BestResponseView {
  readonly sets: readonly StrategySet[]
  start(): Profile
  /** A strategy of player i that is best against the others' mixtures, the first of equals; the mixture in player i's own place is not read. */
  respond(i: number, opponents: readonly Mixture[]): Point
  /** Players whose response is best nearby only, not on the whole set. */
  readonly local?: readonly number[]
  /** What is known of player i where its loss is convex and differentiable in its own strategy, else null. */
  smooth(i: number): SmoothSide | null
}
/** One player's side of a game, as online learning sees it. */
export interface SmoothSide {
  /** ∇ᵢℓᵢ(z). */
  gradient(z: Profile): Point
  /** Of its set. */
  readonly diameter: number
  /** A Lipschitz constant of its loss in its own strategy, whatever the others play. */
  readonly lipschitz: number
}
