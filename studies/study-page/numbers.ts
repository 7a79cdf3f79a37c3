/** The statistics a page needs of a list of runs, best value first or last as the objective says; what is not reached is infinite. */

/** Fewer runs than this are drawn one by one, and no interval is claimed. */
export const enough = 10

/** NaN of an empty list. Values may be infinite. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]]
  return low === undefined || high === undefined ? NaN : low === high ? low : (low + high) / 2
}

/** P(at most k heads in n tosses). */
function binomial(n: number, k: number): number {
  let term = 0.5 ** n
  let sum = 0
  for (let i = 0; i <= k; i++) {
    sum += term
    term *= (n - i) / (i + 1)
  }
  return Math.min(1, sum)
}

/**
 * Two order statistics that hold the median with a probability of at least 95 %, whatever the distribution (Conover 1999, section 3.2);
 * null with fewer than ten values.
 */
export function medianInterval(values: readonly number[]): readonly [number, number] | null {
  const n = values.length
  if (n < enough) return null
  let k = 0
  while (2 * binomial(n, k) <= 0.05) k++
  const sorted = [...values].sort((a, b) => a - b)
  return k === 0 ? null : [sorted[k - 1]!, sorted[n - k]!]
}

/** Two-sided sign test of pairs; ties are left out. */
export function signTest(pairs: readonly (readonly [number, number])[]): number {
  const less = pairs.filter(([a, b]) => a < b).length
  const n = less + pairs.filter(([a, b]) => a > b).length
  return n === 0 ? 1 : Math.min(1, 2 * binomial(n, Math.min(less, n - less)))
}

/** Holm's adjustment: p-values that keep the chance of any false finding among all below the level. */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!)
  const adjusted = [...p]
  let most = 0
  order.forEach((i, rank) => {
    most = Math.max(most, Math.min(1, (p.length - rank) * p[i]!))
    adjusted[i] = most
  })
  return adjusted
}

/** When it happened, or until when it had not. */
export interface Waiting {
  readonly time: number
  readonly reached: boolean
}
/** Share of runs that have reached by a time. */
export interface Reached {
  readonly time: number
  readonly share: number
  /** Runs end here that have not reached. */
  readonly censored: boolean
}
/** One minus Kaplan and Meier's estimate (1958); a run that ends while others reach is counted among those at risk. */
export function timesToTarget(waits: readonly Waiting[]): Reached[] {
  const times = [...new Set(waits.map(w => w.time))].sort((a, b) => a - b)
  let left = 1
  return times.map(time => {
    const at = waits.filter(w => w.time === time)
    const risk = waits.filter(w => w.time >= time).length
    left *= 1 - at.filter(w => w.reached).length / risk
    return { time, share: 1 - left, censored: at.some(w => !w.reached) }
  })
}
/** The time by which half have reached; infinite where it is not seen. */
export const medianTime = (curve: readonly Reached[]): number => curve.find(c => c.share >= 0.5)?.time ?? Infinity
