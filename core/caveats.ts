/** What a game's `certify` does not prove. */
export interface Caveats {
  /** What the critic's weight decay is as a bound β_d of its constraint, where that is another number than the game's option. */
  readonly bound?: number
  /** Why no gap is proved, a sentence: gap and optimum are then NaN, violation and value are certified. */
  readonly noGap?: string
  /** Violations are lower bounds: what sampled directions see. */
  readonly sampled?: true
}
