import { offered, tooFew, withheld, type Interval, type Offer } from './offer.ts'
import { ascending } from './summary.ts'

/**
 * The exact interval of the median [x₍ₖ₎, x₍ₙ₊₁₋ₖ₎], k the largest with P(Bin(n, ½) < k) ≤ 0.025: it holds the median with probability
 * 1 − 2·P(Bin(n, ½) < k) for every continuous distribution and with at least that for any other, so it may have infinite ends.
 *
 * Thompson, Annals of Mathematical Statistics 7, 1936; David and Nagaraja, Order Statistics, section 7.1.
 */
export function medianInterval(values: readonly number[]): Offer<Interval> {
  const n = values.length
  const few = tooFew(n)
  if (few) return withheld(few)
  const sorted = ascending(values)
  let [k, below, term] = [0, 0, 2 ** -n]
  while (below + term <= 0.025) {
    below += term
    term *= (n - k) / (k + 1)
    k++
  }
  return offered({ low: sorted[k - 1]!, high: sorted[n - k]!, level: 1 - 2 * below, method: 'order statistics' })
}
