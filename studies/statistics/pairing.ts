import { offered, withheld, type Offer } from './offer.ts'
import { ranks } from './ranks.ts'
import { mean, variance, type Values } from './summary.ts'

/** What pairing by seed did: how two rows' values went together over seeds, and what their difference gained from it. */
export interface Pairing {
  /** Pearson's correlation of the values. */
  readonly pearson: Offer<number>
  /** Spearman's: Pearson's correlation of mean ranks, infinite values among them. */
  readonly spearman: Offer<number>
  /**
   * (Var x + Var y)/Var(x − y): so many times as many seeds would have been needed without pairing. Below 1 pairing did harm; ∞ where
   * the difference is the same for every seed.
   */
  readonly gain: Offer<number>
}

const correlation = (x: Values, y: Values): number => {
  const [mx, my] = [mean(x), mean(y)]
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += (x[i]! - mx) * (y[i]! - my)
  return Math.min(1, Math.max(-1, sum / (x.length - 1) / Math.sqrt(variance(x) * variance(y))))
}
const constant = (values: readonly number[]): boolean => values.every(v => v === values[0])

/** x[i] and y[i] are of one seed. */
export function pairing(x: readonly number[], y: readonly number[]): Pairing {
  const same = withheld('every seed gave the same value')
  const few = withheld(`a correlation needs at least 3 seeds that both have, here are ${x.length}`)
  const infinite = withheld('a run ended without a number')
  const finite = [...x, ...y].every(Number.isFinite)
  const ranked = x.length < 3 ? few : constant(x) || constant(y) ? same : null
  const measured = x.length < 3 ? few : !finite ? infinite : null
  const differences = x.map((v, i) => v - y[i]!)
  return {
    pearson: measured ?? ranked ?? offered(correlation(x, y)),
    spearman: ranked ?? offered(correlation(ranks(x), ranks(y))),
    gain: measured ?? (constant(x) && constant(y) ? same : offered((variance(x) + variance(y)) / variance(differences))),
  }
}
