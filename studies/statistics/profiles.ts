/** A profile as a step function: from each `at` on the share is `share`; before the first it is 0. */
export interface Profile {
  readonly at: readonly number[]
  readonly share: readonly number[]
}

/**
 * The share of runs whose loss is at most τ, for every τ at which it changes; a run without a number is in the denominator only. With
 * score −loss this is the run-score distribution of `create_performance_profile` of rliable (Agarwal et al., arXiv:2108.13264, section
 * 4.2), a step function in full in place of its values at chosen τ.
 */
export function profile(losses: readonly number[]): Profile {
  const sorted = losses.filter(Number.isFinite).sort((a, b) => a - b)
  const last = sorted.flatMap((x, i) => (x === sorted[i + 1] ? [] : [i]))
  return { at: last.map(i => sorted[i]!), share: last.map(i => (i + 1) / losses.length) }
}

/**
 * Ratios of each row's time to the best time on the same problem, ∞ where it was not reached: `times[problem][row]` → `[row][problem]`.
 * The share of problems whose ratio is at most τ is `profile` of a row's ratios.
 *
 * Dolan and Moré, Mathematical Programming 91, 2002, arXiv:cs/0102001. A ratio depends on who else is in the study: only the best row's
 * curve says something about a row alone (Gould and Scott, ACM Transactions on Mathematical Software 43, 2016).
 */
export function ratios(times: readonly (readonly number[])[]): number[][] {
  const rows = times[0]?.length ?? 0
  return Array.from({ length: rows }, (_, row) =>
    times.map(problem => {
      const best = Math.min(...problem)
      const time = problem[row]!
      return time === best && Number.isFinite(best) ? 1 : Number.isFinite(time) ? time / best : Infinity
    }),
  )
}
