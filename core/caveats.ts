/** What a game's `certify` does not prove. */
export interface Caveats {
  /** Why no gap is proved, a sentence: gap and optimum are then NaN, violation and value are certified. */
  readonly noGap?: string
  /** Violations are lower bounds: what sampled directions see. */
  readonly sampled?: true
}
