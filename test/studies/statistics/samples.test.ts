import { describe, expect, it } from 'vitest'
import { bestOfK } from '../../../studies/statistics/best-of-k.ts'
import { bootstrapT, drawn, ends, ofInterquartileMean, ofMean } from '../../../studies/statistics/bootstrap-t.ts'
import { medianInterval } from '../../../studies/statistics/median-interval.ts'
import { normalTail } from '../../../studies/statistics/normal.ts'
import { studentQuantile } from '../../../studies/statistics/student.ts'
import { summary } from '../../../studies/statistics/summary.ts'
import { fixture, gap } from './fixture.ts'

const [inf, ten] = [Infinity, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]

describe('distributions are SciPy’s', () => {
  it('the normal tail, to its smallest values', () => {
    const { z, tail } = fixture.normal
    expect(gap(z.map(normalTail), tail)).toBeLessThan(1e-12)
    expect(normalTail(inf)).toBe(0)
  })
  it('quantiles of Student’s t', () => {
    for (const { level, df, t } of fixture.student) expect(gap([studentQuantile(level, df)], [t])).toBeLessThan(1e-12)
  })
})

describe('a summary', () => {
  it('has NumPy’s quantiles and rliable’s interquartile mean', () => {
    for (const { x, mean, iqm, quantiles } of fixture.summaries) {
      const s = summary(x)
      expect(gap([s.mean, s.interquartileMean], [mean, iqm])).toBeLessThan(1e-13)
      expect(gap([s.least, s.lower, s.median, s.upper, s.most], quantiles)).toBeLessThan(1e-13)
    }
  })
  it('keeps runs without a number as the worst', () => {
    const two = summary([1, inf, 3, 4, 5, 6, 7, 8, inf, 2])
    expect(two).toMatchObject({ n: 10, infinite: 2, mean: inf, interquartileMean: 5.5, median: 5.5, upper: 7.75, most: inf })
    expect(summary([1, inf, inf])).toMatchObject({ median: inf, interquartileMean: inf, lower: inf })
    expect(summary([-inf, -inf, 1, 2])).toMatchObject({ mean: -inf, median: -inf, lower: -inf, upper: 1.25, most: 2 })
  })
})

describe('the bootstrap-t', () => {
  it('given the resamples, gives the ends of an independent computation', () => {
    for (const { x, places, mean, iqm } of fixture.bootstrap) {
      for (const [statistic, want] of [
        [ofMean, mean],
        [ofInterquartileMean, iqm],
      ] as const) {
        expect(gap([statistic(Float64Array.from(x)).error], [want.error])).toBeLessThan(1e-12)
        expect(gap(ends(Float64Array.from(x), statistic, Int32Array.from(places)), want.ends)).toBeLessThan(1e-11)
      }
    }
  })
  it('with its own resamples, comes as near to arch’s studentized interval as 9999 resamples scatter (and its own 30,000)', () => {
    for (const { x, mean, iqm } of fixture.bootstrap) {
      for (const [statistic, { arch, scatter }] of [
        [ofMean, mean],
        [ofInterquartileMean, iqm],
      ] as const) {
        const spread = Math.sqrt(1 + 9999 / 30000)
        const { low, high } = bootstrapT(x, statistic).value!
        expect(Math.abs(low - arch[0]) / scatter[0] / spread).toBeLessThan(4)
        expect(Math.abs(high - arch[1]) / scatter[1] / spread).toBeLessThan(4)
      }
    }
  })
  it('resamples the same at every call, every place alike', () => {
    const places = drawn(10)
    expect(drawn(10)).toEqual(places)
    for (let k = 0; k < 10; k++)
      expect(Math.abs(places.filter(p => p === k).length - 9999)).toBeLessThan(4 * Math.sqrt(9999 * 0.9))
  })
  it.each([
    [ten.slice(1), 'an interval needs at least 10 seeds, here are 9'],
    [[...ten, inf], '1 of 11 runs ended without a number; the median has an interval also then'],
    [ten.map(() => 3), 'every seed gave the same value'],
  ])('is withheld from %j', (values, reason) => {
    expect(bootstrapT(values, ofMean)).toEqual({ value: null, reason })
  })
  it('of the interquartile mean is withheld where the middle has no spread, or almost none', () => {
    expect(bootstrapT([1, 2, 3, 3, 3, 3, 3, 3, 8, 9], ofInterquartileMean).reason).toBe(
      'the middle half of the values has no spread',
    )
    expect(bootstrapT([1, 1, 1, 1, 1, 1, 1, 2, 2, 2], ofInterquartileMean).reason).toBe('too many seeds gave the same value')
  })
})

describe('the interval of a median', () => {
  it('is SciPy’s, at its exact level', () => {
    for (const { x, low, high, level } of fixture.medians) {
      const got = medianInterval(x).value!
      expect(got).toMatchObject({ low, high })
      expect(gap([got.level], [level])).toBeLessThan(1e-12)
    }
  })
  it('may have an infinite end, and needs ten seeds', () => {
    expect(medianInterval([...ten.slice(0, 8), inf, inf]).value).toMatchObject({ low: 2, high: inf, level: 1 - 22 / 1024 })
    expect(medianInterval(ten.slice(1)).reason).toBe('an interval needs at least 10 seeds, here are 9')
  })
})

describe('the best of k trials', () => {
  it('is the mean and median over all subsets', () => {
    const { x, mean, median } = fixture.best
    const best = bestOfK(x)
    expect(
      gap(
        best.map(b => b.mean),
        mean,
      ),
    ).toBeLessThan(1e-12)
    expect(best.map(b => b.median)).toEqual(median)
    expect(best.map(b => b.k)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
  it('has an infinite mean while all of k trials may be without a number', () => {
    expect(bestOfK([NaN, 4, NaN, 2]).map(b => [b.mean, b.median])).toEqual([
      [inf, 4],
      [inf, 2],
      [2.5, 2],
      [2, 2],
    ])
  })
})
