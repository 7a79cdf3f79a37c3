import { describe, expect, it } from 'vitest'
import { statistics } from '../../../studies/statistics/of-study.ts'
import { gap } from './fixture.ts'
import { game, resultsOf, run } from './results.ts'

const inf = Infinity
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
/** A run that goes 4, 3, 2, 2, last. */
const ending = (last: number): ReturnType<typeof run> => run([4, 3, 2, 2, last])

describe('a game', () => {
  const slow = range(10).map(i => ending(2 + i))
  const fast = range(10).map(i => (i === 3 ? run([4, 0.5, 9], 'diverged') : run([4, 1, 0.5, 0.5, 0.1 * (i + 1)])))
  const { games, pairs, profiles } = statistics(resultsOf([game('bilinear')], { bilinear: { slow, fast } }))
  const [{ rows, pairs: onGame, times }] = games as [(typeof games)[0]]

  it('has each row’s values by seed, a diverged run the worst', () => {
    expect(rows.map(r => r.optimizer)).toEqual(['slow', 'fast'])
    expect(rows[0]!.runs.map(r => r.value)).toEqual(range(10).map(i => 2 + i))
    expect(rows[1]!.runs[3]).toMatchObject({ seed: 3, value: inf })
    expect(rows[1]).toMatchObject({ reached: 9, pending: 0, failed: 0, bestOfK: null })
    expect(rows[1]!.summary).toMatchObject({ n: 10, infinite: 1, mean: inf })
    expect(rows[0]!.intervals.mean.value!.method).toBe('bootstrap-t')
    expect(rows[1]!.intervals.mean.reason).toContain('1 of 10 runs ended without a number')
    expect(rows[1]!.intervals.median.value).toMatchObject({ low: 0.2, high: 1 })
  })
  it('compares rows: first is worse in every pair but those with the diverged run', () => {
    expect(onGame).toHaveLength(1)
    const [{ first, second, n, pairing, difference, improvement }] = onGame as [(typeof onGame)[0]]
    expect([first, second, n]).toEqual(['slow', 'fast', 10])
    expect(improvement!.probability).toBeCloseTo(0.1, 12)
    expect(pairing.pearson.reason).toBe('a run ended without a number')
    expect(pairing.spearman.value).toBeGreaterThan(0.5)
    expect(difference!.summary.infinite).toBe(1)
    expect(difference!.summary.most).toBeCloseTo(11 - 1, 12)
    expect(pairs[0]!.improvement!.probability).toBeCloseTo(0.1, 12)
    expect(pairs[0]!.test.reason).toBe('a test across games needs at least 10 games that both have, here are 1')
  })
  it('has times to the target on every axis', () => {
    const [late, soon] = times.gradients!.rows
    expect(times.gradients).toMatchObject({ rule: 'stays', horizon: 80, restrictedTo: 80 })
    expect(late).toMatchObject({ median: null, restrictedMean: 80, curve: { times: [], until: 80 } })
    expect(soon).toMatchObject({ median: 20, curve: { times: [20], reached: [0.9], until: 80 } })
    expect(soon!.runs[3]).toEqual({ seed: 3, time: 80, reached: false })
    expect(soon!.restrictedMean).toBeCloseTo(20 + 0.1 * 60, 12)
    expect(times.steps!.rows[1]!.median).toBe(10)
    expect(times.seconds!.rows[1]!.median).toBe(0.01)
    expect(times.flops!.logRank[0]!.test.value!.statistic).toBeLessThan(-3)
    // One pair: Holm changes nothing.
    expect(times.flops!.logRank[0]!.test.value!.adjusted).toBe(times.flops!.logRank[0]!.test.value!.p)
  })
  it('has profiles of scores and of times', () => {
    expect(profiles.scores[0]!.rows[0]!.profile.at).toEqual(range(10).map(i => 2 + i))
    expect(profiles.scores[0]!.rows[1]!.profile.share.at(-1)).toBe(0.9)
    expect(profiles.times.steps).toMatchObject({ problems: 10 })
    expect(profiles.times.steps!.shares.map(r => r.profile)).toEqual([
      { at: [], share: [] },
      { at: [0.25], share: [0.9] },
    ])
    expect(profiles.times.steps!.ratios[1]!.profile).toEqual({ at: [1], share: [0.9] })
  })
})

describe('what is missing or different', () => {
  it('neither pending nor failed runs are in a figure; a pair takes the seeds that both have', () => {
    const failed = { state: 'failed', key: '', spec: ending(1).spec, reason: 'killed', attempts: 3 } as const
    const { games } = statistics(
      resultsOf([game('g')], { g: { a: [ending(1), null, failed, ending(4)], b: [ending(2), ending(1), null, ending(9)] } }),
    )
    const [{ rows, pairs }] = games as [(typeof games)[0]]
    expect(rows.map(r => [r.runs.length, r.pending, r.failed])).toEqual([
      [2, 1, 1],
      [3, 1, 0],
    ])
    expect(rows[0]!.intervals.median.reason).toBe('an interval needs at least 10 seeds, here are 2')
    expect(pairs[0]).toMatchObject({ n: 2, improvement: { probability: 0.75 }, difference: { summary: { least: -5, most: -1 } } })
  })
  it('an optimizer that no run has ended for, or that is refused', () => {
    const { games, pairs, profiles } = statistics(
      resultsOf([game('g'), game('h')], { g: { a: [null], b: [ending(1)] }, h: { b: [null] } }),
    )
    expect(games[0]!.rows[0]).toMatchObject({ summary: null, runs: [], pending: 1 })
    expect(games[0]!.pairs[0]).toMatchObject({ n: 0, improvement: null, difference: null })
    expect(games[1]!.rows.map(r => r.optimizer)).toEqual(['b'])
    expect(games[1]!.times.steps).toBeNull()
    expect(pairs[0]).toMatchObject({ games: [], improvement: null })
    expect(profiles.times.steps).toBeNull()
  })
  it('where more is better a run without a number is −∞, and times go the other way', () => {
    const up = game('g', { objective: { metric: 'distance', better: 'max' }, target: 3 })
    const rows = { a: [run([1, 2, 3, 4]), run([1, 9], 'nan')], b: [run([1, 2, 2, 2]), run([1, 3, 2, 5])] }
    const choice = { game: 'g', optimizer: 'a', options: {}, atEdge: [], cost: { flops: null, gradients: 0, seconds: 0 } }
    const trials = [1, NaN, 5].map(objective => ({ options: {}, objective, keys: [] }))
    const { games } = statistics(resultsOf([up], { g: rows }, [{ ...choice, trials }]))
    const [{ rows: made, pairs, times }] = games as [(typeof games)[0]]
    expect(made[0]!.runs.map(r => r.value)).toEqual([4, -inf])
    expect(made.map(r => r.reached)).toEqual([1, 1])
    expect(pairs[0]!.improvement!.probability).toBe(0.25)
    expect(times.steps!.rows.map(r => r.runs.map(t => [t.time, t.reached]))).toEqual([
      [
        [20, true],
        [40, false],
      ],
      [
        [30, false],
        [30, true],
      ],
    ])
    expect(made[0]!.bestOfK!.map(b => b.median)).toEqual([1, 5, 5])
    expect(
      gap(
        made[0]!.bestOfK!.map(b => b.mean),
        [-inf, 11 / 3, 5],
      ),
    ).toBeLessThan(1e-14)
  })
  it('the best step so far: value and time are of the first that touches', () => {
    const best = game('g', { objective: { metric: 'distance', at: 'best' } })
    const { games } = statistics(resultsOf([best], { g: { a: [run([4, 0.5, NaN, 9]), run([4, 0.5], 'diverged')] } }))
    expect(games[0]!.rows[0]!.runs.map(r => r.value)).toEqual([0.5, inf])
    expect(games[0]!.times.steps).toMatchObject({
      rule: 'touches',
      rows: [{ runs: [{ time: 10, reached: true }, { reached: false }] }],
    })
  })
  it('no target, no FLOPs, no such metric', () => {
    const none = statistics(resultsOf([game('g', { target: null })], { g: { a: [ending(1)] } }))
    expect(none.games[0]).toMatchObject({ times: { steps: null }, rows: [{ reached: null }] })
    const blind = statistics(resultsOf([game('g')], { g: { a: [run([2, 1], 'completed', true)] } }))
    expect(blind.games[0]!.times.flops).toBeNull()
    expect(blind.games[0]!.times.gradients!.rows[0]!.median).toBe(20)
    const other = resultsOf([game('g', { objective: { metric: 'gap' } })], { g: { a: [ending(1)] } })
    expect(() => statistics(other)).toThrow("game 'g': a run measured no 'gap', which is its objective; it measured distance")
  })
})

describe('across ten games', () => {
  it('tests pairs by signed ranks with Holm’s adjustment', () => {
    const ids = range(10).map(i => `g${i}`)
    const row = (by: number): ReturnType<typeof run>[] => range(4).map(i => ending(i + by))
    const runs = Object.fromEntries(ids.map((id, g) => [id, { a: row(0), b: row(10), c: row(g % 2 === 0 ? 0.5 : -0.5) }]))
    const { pairs } = statistics(
      resultsOf(
        ids.map(id => game(id)),
        runs,
      ),
    )
    expect(pairs.map(p => [p.first, p.second])).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'c'],
    ])
    expect(pairs.map(p => p.test.value!.p)).toEqual([2 / 1024, 1, 2 / 1024])
    expect(pairs.map(p => p.test.value!.adjusted)).toEqual([6 / 1024, 1, 6 / 1024])
    expect(pairs[0]!.improvement).toMatchObject({ probability: 1, interval: { value: null } })
  })
})
