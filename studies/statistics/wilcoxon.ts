import { normalTail } from './normal.ts'
import { ranks } from './ranks.ts'

export interface SignedRank {
  /** min(W⁺, W⁻). */
  readonly statistic: number
  /** Two-sided. */
  readonly p: number
  /** Differences that are not 0. */
  readonly n: number
  readonly method: 'exact' | 'normal'
}
/** Up to so many differences the distribution is enumerated. */
const mostExact = 25

/**
 * The signed-rank test that differences are symmetric about 0. Zeros are left out (Wilcoxon's own rule), equal sizes take their mean
 * rank. With up to 25 differences p is exact, over all 2ⁿ signs of the ranks as they are, ties among them; with more it is normal with
 * the corrections for ties and continuity. `wilcoxon` of SciPy with `zero_method='wilcox'`: `method='exact'`, a permutation test where
 * there are ties, and `method='asymptotic'` with `correction=True`.
 *
 * Wilcoxon, Biometrics Bulletin 1, 1945; Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, section 3.1.
 */
export function wilcoxon(differences: readonly number[]): SignedRank {
  const d = differences.filter(x => x !== 0)
  const n = d.length
  const r = ranks(d.map(Math.abs))
  let [plus, ties] = [0, 0]
  for (let i = 0; i < n; i++) if (d[i]! > 0) plus += r[i]!
  const statistic = Math.min(plus, (n * (n + 1)) / 2 - plus)
  if (n === 0) return { statistic: 0, p: 1, n, method: 'exact' }
  if (n <= mostExact) return { statistic, p: Math.min(1, 2 * lowerTail(r, statistic)), n, method: 'exact' }
  const sizes = new Map<number, number>()
  for (const rank of r) sizes.set(rank, (sizes.get(rank) ?? 0) + 1)
  for (const t of sizes.values()) ties += t ** 3 - t
  const spread = Math.sqrt((n * (n + 1) * (2 * n + 1) - ties / 2) / 24)
  const z = ((n * (n + 1)) / 4 - statistic - 0.5) / spread
  return { statistic, p: Math.min(1, 2 * normalTail(z)), n, method: 'normal' }
}

/** P(W ≤ w) where each rank counts with probability ½. Twice a mean rank is an integer. */
function lowerTail(r: Float64Array, w: number): number {
  let ways = Float64Array.of(1)
  for (const rank of r) {
    const step = 2 * rank
    const more = new Float64Array(ways.length + step)
    for (let s = 0; s < ways.length; s++) {
      more[s]! += ways[s]!
      more[s + step]! += ways[s]!
    }
    ways = more
  }
  let sum = 0
  for (let s = 0; s <= 2 * w; s++) sum += ways[s]!
  return sum / 2 ** r.length
}
