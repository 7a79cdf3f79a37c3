import { ascending } from './summary.ts'

/** What the best of k trials is: its mean, and its median (the lower of the middle two, where there are two). */
export interface BestOfK {
  readonly k: number
  readonly mean: number
  readonly median: number
}

/**
 * The best of k of n trials drawn without replacement, for k = 1 … n, less being better and a trial without a number infinite: the
 * trial of rank i is best with probability C(n − i, k − 1)/C(n, k). Exact; of the trials made, not of others that might have been.
 *
 * The expected validation performance of Dodge et al., arXiv:1909.03004, in the form without bias of Tang et al., arXiv:2004.13705.
 */
export function bestOfK(losses: readonly number[]): BestOfK[] {
  const sorted = ascending(losses.map(x => (Number.isNaN(x) ? Infinity : x)))
  const n = sorted.length
  return Array.from({ length: n }, (_, j) => {
    const k = j + 1
    let [mean, median, beyond] = [0, NaN, 1] // beyond: the chance that the best is of a rank above i
    for (let i = 0; i <= n - k; i++) {
      const left = (beyond * (n - i - k)) / (n - i)
      if (beyond > left) mean += (beyond - left) * sorted[i]!
      if (beyond > 0.5 + 1e-12 && left <= 0.5 + 1e-12) median = sorted[i]!
      beyond = left
    }
    return { k, mean, median }
  })
}
