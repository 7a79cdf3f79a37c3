/** A cost at which a target was reached, or until which it was not (`reached` false: censored). */
export interface Timed {
  readonly time: number
  readonly reached: boolean
}

/** A run's measured losses against what they had cost. */
export interface LossCurve {
  /** Ascending, one for each measured step. */
  readonly costs: readonly number[]
  /** Less is better; NaN where the step had no number. */
  readonly losses: readonly number[]
  /**
   * How it ended: `diverged` runs reach nothing, also where they had been at the target before. Those and `settled` ones (converged, stalled)
   * would not get there later either, and count as not reaching it to the end of the comparison; `cut` ones (budget or time used up)
   * only to their own last measured step.
   */
  readonly end: 'diverged' | 'settled' | 'cut'
}

/**
 * When a run reaches a target. `stays`: the first measured step from which on every loss is at most the target, which fits an objective that
 * is read at the end: a run has a time exactly where its last loss is at the target, and noise that touches the target by chance does not
 * count. `touches`: the first measured step whose loss is at most the target, for an objective that is the best so far. Times are those of measured steps, so
 * they are late by up to the spacing of measurements; nothing is interpolated. `horizon` is the largest cost of the comparison.
 */
export function timeToTarget(curve: LossCurve, target: number, rule: 'stays' | 'touches', horizon: number): Timed {
  const { costs, losses, end } = curve
  const missed = { time: end === 'cut' && costs.length > 0 ? costs.at(-1)! : horizon, reached: false }
  if (end === 'diverged') return missed
  const at = rule === 'touches' ? losses.findIndex(x => x <= target) : losses.findLastIndex(x => !(x <= target)) + 1
  return at >= 0 && at < losses.length ? { time: costs[at]!, reached: true } : missed
}
