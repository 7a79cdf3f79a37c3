import type { Mixture } from './mixture.ts'
import type { Point } from './point.ts'
import type { Profile } from './profile.ts'
import type { StrategySet } from './strategy-set.ts'

/** Best responses against mixtures, on the host: exact but for what `local` and `searched` say. */
export interface BestResponseView {
  readonly sets: readonly StrategySet[]
  start(): Profile
  /** A strategy of player i that is best against the others' mixtures, the first of equals; the mixture in player i's own place is not read. */
  respond(i: number, opponents: readonly Mixture[]): Point
  /** Players whose response is best nearby only, not on the whole set. */
  readonly local?: readonly number[]
  /** Of a player whose response is best on a part of its set only, such as a grid: a wider search. Null, or absent, where it is best on the whole set. */
  searched?(i: number): Searched | null
  /** What is known of player i where its loss is convex and differentiable in its own strategy, else null. */
  smooth(i: number): SmoothSide | null
}
/** A search that is global but no proof. */
export interface Searched {
  /** What is searched, as the end of a sentence: `a grid of 401 generators`. */
  readonly over: string
  /** The best that the search finds, never worse than what `respond` gives. */
  respond(opponents: readonly Mixture[]): Point
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
