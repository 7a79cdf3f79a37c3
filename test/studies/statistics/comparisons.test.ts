import { describe, expect, it } from 'vitest'
import { holm } from '../../../studies/statistics/holm.ts'
import { improvement, improvementInterval } from '../../../studies/statistics/improvement.ts'
import { kaplanMeier, medianTime, restrictedMean } from '../../../studies/statistics/kaplan-meier.ts'
import { logRank } from '../../../studies/statistics/log-rank.ts'
import { pairing } from '../../../studies/statistics/pairing.ts'
import { profile, ratios, type Profile } from '../../../studies/statistics/profiles.ts'
import { timeToTarget, type LossCurve } from '../../../studies/statistics/time-to-target.ts'
import { wilcoxon } from '../../../studies/statistics/wilcoxon.ts'
import { fixture, gap } from './fixture.ts'

const inf = Infinity

describe('pairing', () => {
  it('correlations are SciPy’s, the gain that of NumPy’s variances', () => {
    for (const { x, y, pearson, spearman, gain } of fixture.pairing) {
      const got = pairing(x, y)
      expect(gap([got.pearson.value!, got.spearman.value!, got.gain.value!], [pearson, spearman, gain])).toBeLessThan(1e-11)
    }
  })
  it('ranks runs without a number, and says what it cannot do', () => {
    const { pearson, spearman, gain } = pairing([1, 2, 3, inf], [2, 3, 5, inf])
    expect([pearson.reason, gain.reason]).toEqual(['a run ended without a number', 'a run ended without a number'])
    expect(spearman.value).toBeCloseTo(1, 12)
    expect(pairing([1, 1, 1], [1, 2, 3]).pearson.reason).toBe('every seed gave the same value')
    expect(pairing([1, 2], [1, 2]).spearman.reason).toBe('a correlation needs at least 3 seeds that both have, here are 2')
    expect(pairing([1, 2, 4], [2, 3, 5]).gain.value).toBe(inf)
  })
})

describe('the probability of improvement', () => {
  it('is rliable’s, its interval that of an independent computation', () => {
    for (const { x, y, p, low, high } of fixture.improvement) {
      const games = x.map((of, g) => ({ x: of, y: y[g]! }))
      const interval = improvementInterval(games).value!
      expect(gap([improvement(games), interval.low, interval.high], [p, low, high])).toBeLessThan(1e-12)
    }
  })
  it('counts two runs without a number as equal, and withholds what it cannot say', () => {
    expect(improvement([{ x: [1, inf], y: [inf, inf] }])).toBe(0.75)
    const x = Array.from({ length: 10 }, (_, i) => i)
    expect(improvementInterval([{ x, y: x.map(() => inf) }]).reason).toBe(
      'every run of one row is better than every run of the other',
    )
    expect(improvementInterval([{ x: x.slice(1), y: x.slice(1) }]).reason).toBe('an interval needs at least 10 seeds, here are 9')
    expect(improvementInterval([{ x: x.map(() => 1), y: x.map(() => 1) }]).reason).toBe('seeds change nothing in the comparison')
  })
})

describe('tests', () => {
  it('signed ranks are SciPy’s: exact with and without ties and zeros, normal above 25', () => {
    for (const { d, statistic, p } of fixture.wilcoxon) {
      const got = wilcoxon(d)
      expect(got.statistic).toBe(statistic)
      expect(gap([got.p], [p])).toBeLessThan(1e-11)
      expect(wilcoxon(d.map(x => -x))).toEqual(got)
      expect(got.method).toBe(got.n <= 25 ? 'exact' : 'normal')
    }
    expect(fixture.wilcoxon.filter(({ d }) => new Set(d.map(Math.abs)).size < d.length).length).toBeGreaterThan(2)
    expect(wilcoxon([0, 0])).toMatchObject({ p: 1, n: 0 })
    expect(wilcoxon(Array<number>(10).fill(0.5)).p).toBe(2 / 1024)
  })
  it('Holm’s adjustment is statsmodels’', () => {
    for (const { p, adjusted } of fixture.holm) expect(gap(holm(p), adjusted)).toBeLessThan(1e-12)
    expect(holm([])).toEqual([])
  })
})

const timed = ({ time, reached }: { time: number[]; reached: boolean[] }): { time: number; reached: boolean }[] =>
  time.map((t, i) => ({ time: t, reached: reached[i]! }))

describe('times to a target', () => {
  const curve = (losses: number[], end: LossCurve['end'] = 'cut'): LossCurve => ({
    costs: losses.map((_, i) => 10 * i),
    losses,
    end,
  })
  it.each([
    ['stays', curve([9, 2, 4, 3, 1]), { time: 30, reached: true }],
    ['touches', curve([9, 2, 4, 3, 1]), { time: 10, reached: true }],
    ['stays', curve([1, 2, 4]), { time: 20, reached: false }],
    ['touches', curve([1, 2, 4]), { time: 0, reached: true }],
    ['stays', curve([9, 9, 1], 'settled'), { time: 20, reached: true }],
    ['stays', curve([9, 9, 8], 'settled'), { time: 99, reached: false }],
    ['touches', curve([9, 1, 8], 'diverged'), { time: 99, reached: false }],
    ['stays', curve([9, 1, NaN]), { time: 20, reached: false }],
    ['stays', curve([9, 3, NaN, 3]), { time: 30, reached: true }],
    ['touches', curve([9, NaN, 9]), { time: 20, reached: false }],
    ['stays', curve([]), { time: 99, reached: false }],
  ] as const)('%s: %j', (rule, run, want) => {
    expect(timeToTarget(run, 3, rule, 99)).toEqual(want)
  })

  it('the share that has reached it, its median and its restricted mean are SciPy’s and lifelines’', () => {
    for (const { x, y } of fixture.survival) {
      for (const side of [x, y]) {
        const got = kaplanMeier(timed(side))
        expect(got.times).toEqual(side.at)
        expect(gap(got.reached, side.share)).toBeLessThan(1e-12)
        expect(got.until).toBe(Math.max(...side.time))
        expect(medianTime(got)).toBe(side.median)
        expect(gap([restrictedMean(got, side.tau)], [side.restricted])).toBeLessThan(1e-12)
      }
    }
  })
  it('the log-rank test is SciPy’s', () => {
    for (const { x, y, logrank } of fixture.survival) {
      const { statistic, p } = logRank(timed(x), timed(y)).value!
      expect(gap([statistic, p], [logrank.statistic, logrank.p])).toBeLessThan(1e-11)
    }
    const missed = [{ time: 5, reached: false }]
    expect(logRank(missed, missed).reason).toBe('no run of either reaches the target')
    expect(logRank([{ time: 5, reached: true }], []).reason).toBe('too few runs of both are under way when the target is reached')
    expect(kaplanMeier([])).toEqual({ times: [], reached: [], until: 0 })
  })
})

describe('profiles', () => {
  const share = ({ at, share }: Profile, τ: number): number => share[at.findLastIndex(x => x <= τ)] ?? 0
  it('the share of runs at or below τ is what rliable has above it, from one', () => {
    const { losses, taus, above } = fixture.profile
    const got = profile(losses)
    expect(
      gap(
        taus.map(τ => 1 - share(got, τ)),
        above,
      ),
    ).toBeLessThan(1e-12)
    expect(profile([inf, 2, 2, NaN])).toEqual({ at: [2], share: [0.5] })
  })
  it('ratios of times are those of Dolan and Moré', () => {
    const { times, at, share: want } = fixture.ratios
    const rows = ratios(times.map(row => row.map(t => t ?? inf)))
    expect(rows.map(row => at.map(τ => share(profile(row), τ)))).toEqual(want)
    expect(ratios([[0, 0, 1]])).toEqual([[1], [1], [inf]])
  })
})
