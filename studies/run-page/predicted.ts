/** The predicted rate of a run as a line over its measured curve. */
import type { Verdict } from '../../core/spectrum/analysis.ts'
import type { Mark } from './mark.ts'

/** Numbers that fall and rise with the distance to the solution. */
const followed = /^(distance|field-norm)(-last)?$/

/** What of a curve is rounding: this share of its first value, and what does not change any more. */
const rounding = 1e-13

/** In logarithms: the predicted change from step to step. */
function logarithm(verdict: Verdict): ((step: number) => number) | null {
  if (verdict.kind === 'sublinear') return k => -verdict.exponent * Math.log(Math.max(k, 1))
  if ((verdict.kind === 'converges' || verdict.kind === 'diverges') && verdict.rate > 0) return k => k * Math.log(verdict.rate)
  return verdict.kind === 'circles' ? () => 0 : null
}

/**
 * A line with the predicted slope through the middle, in logarithms, of the later half of what was measured above the rounding. Null where
 * nothing is predicted of this number, or too little was measured.
 */
export function predictedLine<M extends Mark>(
  marks: readonly M[],
  metric: string,
  verdict: Verdict,
): readonly { mark: M; y: number }[] | null {
  const slope = followed.test(metric) ? logarithm(verdict) : null
  if (!slope) return null
  const positive = marks.filter(m => m.step > 0 && m.metrics[metric]! > 0 && Number.isFinite(m.metrics[metric]))
  const first = positive[0]?.metrics[metric] ?? 0
  const least = positive.reduce((low, m) => Math.min(low, m.metrics[metric]!), Infinity)
  const above = positive.filter(m => m.metrics[metric]! > Math.max(rounding * first, 30 * least) || least > 1e-6 * first)
  if (above.length < 4) return null
  const later = above.slice(Math.floor(above.length / 2))
  const middle = later.reduce((sum, m) => sum + Math.log(m.metrics[metric]!) - slope(m.step), 0) / later.length
  const end = above.at(-1)!.step
  return marks
    .filter(m => m.step <= end && (m.step > 0 || verdict.kind !== 'sublinear'))
    .map(mark => ({ mark, y: Math.exp(middle + slope(mark.step)) }))
}

/** The prediction in a few words, for a legend. */
export const predictedWords = (verdict: Verdict): string =>
  verdict.kind === 'sublinear'
    ? `predicted: like k^−${verdict.exponent}`
    : verdict.kind === 'circles'
      ? 'predicted: neither nearer nor farther'
      : 'rate' in verdict
        ? `predicted: × ${Number((1 - verdict.rate).toPrecision(3)) === 0 ? '1' : verdict.rate.toPrecision(6)} a step`
        : 'predicted'
