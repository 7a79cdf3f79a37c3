import { normalTail } from './normal.ts'
import { withheld, offered, type Offer } from './offer.ts'
import type { Timed } from './time-to-target.ts'

export interface LogRank {
  /** Standard normal where both rows reach the target alike; positive where x reaches it sooner. */
  readonly statistic: number
  /** Two-sided. */
  readonly p: number
}

/**
 * Whether two rows reach a target alike: (O − E)/√V over the times at which any run reaches it, O of x's runs that do, E = Σ dᵢ·n₁ᵢ/nᵢ
 * expected if rows were alike, V = Σ n₁ᵢn₂ᵢdᵢ(nᵢ − dᵢ)/(nᵢ²(nᵢ − 1)). The normal distribution is that of many runs; runs are taken as
 * independent, also where they share a seed.
 *
 * Mantel, Cancer Chemotherapy Reports 50, 1966. SciPy's `logrank`. Withheld where no run of either row reaches the target.
 */
export function logRank(x: readonly Timed[], y: readonly Timed[]): Offer<LogRank> {
  const all = [...x, ...y]
  const events = [...new Set(all.filter(r => r.reached).map(r => r.time))]
  let [excess, spread] = [0, 0]
  for (const t of events) {
    const n = all.filter(r => r.time >= t).length
    const n1 = x.filter(r => r.time >= t).length
    const at = (runs: readonly Timed[]): number => runs.filter(r => r.reached && r.time === t).length
    const d = at(all)
    excess += at(x) - (d * n1) / n
    if (n > 1) spread += (n1 * (n - n1) * d * (n - d)) / (n * n * (n - 1))
  }
  if (events.length === 0) return withheld('no run of either reaches the target')
  if (spread === 0) return withheld('too few runs of both are under way when the target is reached')
  const statistic = excess / Math.sqrt(spread)
  return offered({ statistic, p: Math.min(1, 2 * normalTail(Math.abs(statistic))) })
}
