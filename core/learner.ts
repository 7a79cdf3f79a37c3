import type { Point } from './point.ts'

/**
 * One player's online algorithm on linear losses ⟨g_t, x⟩, made for that player's set: plays x_t, is shown g_t, and so on. Pure; the state is
 * a tree of tensors and points, on either carrier.
 */
export interface Learner<S = unknown> {
  /** x is where the game starts. */
  init(x: Point): S
  /** x_t, which is in the set. */
  play(s: S): Point
  /** g_t is the gradient of the player's loss, at what it has played against what the opponent has. */
  observe(s: S, g: Point): S
}
