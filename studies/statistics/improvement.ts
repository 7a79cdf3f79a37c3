import { offered, tooFew, withheld, type Interval, type Offer } from './offer.ts'
import { studentQuantile } from './student.ts'
import { mean, variance } from './summary.ts'

/** Losses of two rows on one game; x[i] and y[i] are of one seed. */
export interface PairedLosses {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** 1 where a is less, ½ where they are equal. */
const beats = (a: number, b: number): number => (a < b ? 1 : a === b ? 0.5 : 0)

/** For each run of x the share of y's runs that it beats. */
const placements = (x: readonly number[], y: readonly number[]): number[] => x.map(a => mean(y.map(b => beats(a, b))))

/**
 * The chance that a run of x has a smaller loss than a run of y, of any two seeds, ties counting half: U/(|x||y|) of Mann and Whitney
 * (1947), averaged over games: `probability_of_improvement` of rliable (Agarwal et al., arXiv:2108.13264, section 4.3).
 */
export const improvement = (games: readonly PairedLosses[]): number => mean(games.map(({ x, y }) => mean(placements(x, y))))

/**
 * Its interval: logit(p) ± t·σ/(p(1 − p)) on the logit's scale, t of n − 1 degrees of freedom, σ² the mean over games, divided by
 * their number, of Var(aᵢ)/n, where aᵢ adds what x's run beats of y's and what y's run is beaten by of x's: a seed is one unit, so that
 * pairing counts (structural components: Sen, Calcutta Statistical Association Bulletin 10, 1960; DeLong et al., Biometrics 44, 1988;
 * logit: Newcombe, Statistics in Medicine 25, 2006). It covers at least what it claims where the percentile bootstrap does not: see
 * docs/statistics.md.
 */
export function improvementInterval(games: readonly PairedLosses[]): Offer<Interval> {
  const n = Math.min(...games.map(g => g.x.length))
  const few = tooFew(n)
  if (few) return withheld(few)
  const p = improvement(games)
  const squares = games.map(({ x, y }) => {
    const lost = placements(y, x)
    return variance(placements(x, y).map((won, i) => won - lost[i]!)) / x.length
  })
  const σ = Math.sqrt(mean(squares) / games.length)
  if (p === 0 || p === 1) return withheld('every run of one row is better than every run of the other')
  if (σ === 0) return withheld('seeds change nothing in the comparison')
  const [centre, half] = [Math.log(p / (1 - p)), (studentQuantile(0.95, n - 1) * σ) / (p * (1 - p))]
  const back = (logit: number): number => 1 / (1 + Math.exp(-logit))
  return offered({ low: back(centre - half), high: back(centre + half), level: 0.95, method: 'logit' })
}
