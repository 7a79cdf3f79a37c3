import { expect, test } from 'vitest'
import { hostTensor, type HostTensor } from '../../core/host.ts'
import { key, type Key } from '../../core/key.ts'
import { dirac } from '../../core/mixture.ts'
import { ring } from '../../games/data/ring.ts'
import { comparedWith, modeWeights } from '../../metrics/mode-weights.ts'
import { countModes, countsOfModes } from '../../metrics/modes.ts'
import { modesPacgan } from '../../metrics/modes-pacgan.ts'
import { modesVeegan } from '../../metrics/modes-veegan.ts'
import { fixture, gameOf, ganOf, rows, seenOf, vector } from './seen.ts'

interface Count {
  readonly modes: number
  readonly good: number
  readonly share: number
}
interface Weighed {
  readonly tv: number
  readonly kl: number | null
}
interface Fixture {
  readonly cases: readonly {
    readonly name: string
    readonly samples: readonly (readonly number[])[]
    readonly centres: readonly (readonly number[])[]
    readonly sd: number
    readonly strict3: Count
    readonly closed3: Count
    readonly closed10: Count
    readonly weighed: Weighed
  }[]
  readonly formula: { readonly sum: number; readonly strict3: Count; readonly weighed: Weighed }
  readonly ring: { readonly withinThree: number }
}
const { cases, formula, ring: gaussian } = fixture('modes') as Fixture

test.each(cases)('both protocols: $name', ({ samples, centres, sd, strict3, closed3, closed10 }) => {
  const [x, c] = [rows(samples), rows(centres)]
  expect(countModes(x, c, 3 * sd, true)).toEqual({ modes: strict3.modes, highQuality: strict3.share })
  expect(countModes(x, c, 3 * sd, false)).toEqual({ modes: closed3.modes, highQuality: closed3.share })
  expect(countModes(x, c, 10 * sd, false)).toEqual({ modes: closed10.modes, highQuality: closed10.share })
})

/** Weights in proportion to 1, 2, …, n. */
const rising = (n: number): number[] => Array.from({ length: n }, (_, k) => (k + 1) / ((n * (n + 1)) / 2))

test.each(cases)('frequencies against weights: $name', ({ samples, centres, sd, weighed }) => {
  const counts = countsOfModes(rows(samples), rows(centres), 3 * sd, true)
  const { tv, kl } = comparedWith(rising(centres.length), counts, samples.length)
  expect(tv).toBeCloseTo(weighed.tv, 12)
  if (weighed.kl === null) expect(kl).toBeNaN()
  else expect(kl).toBeCloseTo(weighed.kl, 12)
})

test('samples that are not numbers are of low quality', () => {
  expect(
    countModes(
      rows([
        [NaN, 0],
        [0, Infinity],
        [0, 0],
      ]),
      rows([[0, 0]]),
      1,
      true,
    ),
  ).toEqual({ modes: 1, highQuality: 1 / 3 })
})

const centres = rows(Array.from({ length: 8 }, (_, i) => [Math.cos((2 * Math.PI * i) / 8), Math.sin((2 * Math.PI * i) / 8)]))
const frac = (v: number): number => v - Math.floor(v)
const spread = (n: number): HostTensor =>
  rows(
    Array.from({ length: n }, (_, s) => {
      const [r, a, k] = [0.06 * frac(s * 0.6180339887498949), 2 * Math.PI * frac(s * 0.7548776662466927), (s * s) % 8]
      return [centres.values[2 * k]! + r * Math.cos(a), centres.values[2 * k + 1]! + r * Math.sin(a)]
    }),
  )
const drawRing = (key: Key, n: number): HostTensor => {
  const noise = key.normal(2 * n, 0, 0.01)
  const mode = key.integers(n, 0, 8)
  return hostTensor(
    noise.map((v, i) => v + centres.values[2 * mode[i >> 1]! + (i % 2)]!),
    [n, 2],
  )
}
const gameWith = (more: { readonly weights?: readonly number[] }) =>
  ganOf(2, { drawLatent: (_, n) => spread(n), drawReal: drawRing, modes: { centres, sd: 0.01, ...more } })
const game = gameWith({})
const answer = [dirac(vector(0, 0)), dirac(vector(0))]

test('PacGAN: 2,500 generated samples, and as many real ones as the floor', async () => {
  expect(Array.from(spread(2500).values).reduce((a, b) => a + b, 0)).toBeCloseTo(formula.sum, 8)
  const measured = await modesPacgan.create({}, game).measure(seenOf(game, answer))
  expect(Object.keys(measured)).toEqual(['modes', 'high-quality', 'real-modes', 'real-high-quality'])
  expect(measured).toMatchObject({ 'modes': formula.strict3.modes, 'high-quality': formula.strict3.share, 'real-modes': 8 })
  // A share of 2,500 Gaussians has the standard error .0021.
  expect(Math.abs(measured['real-high-quality']! - gaussian.withinThree)).toBeLessThan(0.0084)
})

test('weights of modes: those of the data, with real samples of the same law beside them', async () => {
  const drawn = gameWith({ weights: [1, 2, 3, 4, 5, 6, 7, 8] })
  const measured = await modeWeights.create({}, drawn).measure(seenOf(drawn, answer))
  expect(Object.keys(measured)).toEqual(['mode-tv', 'mode-reverse-kl', 'real-mode-tv', 'real-mode-reverse-kl'])
  expect(measured['mode-tv']).toBeCloseTo(formula.weighed.tv, 12)
  expect(measured['mode-reverse-kl']).toBeCloseTo(formula.weighed.kl!, 12)
  // Real samples of this game are of all modes alike: ½Σ|⅛ − k/36| = 2/9 and Σ ⅛ log(36/8k) = 0.179, and near 0 where that is their weight.
  expect(Math.abs(measured['real-mode-tv']! - 2 / 9)).toBeLessThan(0.03)
  expect(Math.abs(measured['real-mode-reverse-kl']! - Math.log(4.5) + Math.log(40320) / 8)).toBeLessThan(0.03)
  const alike = await modeWeights.create({}, game).measure(seenOf(game, answer))
  expect(alike['real-mode-tv']).toBeLessThan(0.05)
  expect(alike['real-mode-reverse-kl']).toBeLessThan(0.01)
})

test('a ring with weights: a perfect generator is near 0, and the weights go where the centres do', () => {
  const source = ring({ modes: 7, radius: 2, sd: 0.02, weights: [0.35, 0.35, 0.06, 0.06, 0.06, 0.06, 0.06] })
  const { centres, sd, weights } = source.modes!
  const { tv } = comparedWith(weights!, countsOfModes(source.draw(key(3), 5000), centres, 3 * sd, true), 5000)
  // 1.1 % of a Gaussian in the plane lie beyond 3 sd; the sampling error of seven shares is about 0.01.
  expect(tv).toBeGreaterThan(0.005)
  expect(tv).toBeLessThan(0.04)
})

test('VEEGAN: the same count in the plane under keys of its own', async () => {
  const measured = await modesVeegan.create({}, game).measure(seenOf(game, answer))
  expect(Object.keys(measured)).toEqual(['modes-veegan', 'high-quality-veegan', 'real-modes-veegan', 'real-high-quality-veegan'])
  expect(measured).toMatchObject({
    'modes-veegan': formula.strict3.modes,
    'high-quality-veegan': formula.strict3.share,
    'real-modes-veegan': 8,
  })
})

test('VEEGAN: ten standard deviations above the plane', async () => {
  const { samples, centres, sd, closed10 } = cases.find(c => c.name === 'in space')!
  const repeated = (n: number): HostTensor => rows(Array.from({ length: n }, (_, i) => samples[i % samples.length]!))
  const space = ganOf(3, {
    drawLatent: (_, n) => repeated(n),
    drawReal: (_, n) => repeated(n),
    modes: { centres: rows(centres), sd },
  })
  const measured = await modesVeegan.create({}, space).measure(seenOf(space, [dirac(vector(0, 0, 0)), dirac(vector(0))]))
  expect(measured['modes-veegan']).toBe(closed10.modes)
  // 2,500 is not a multiple of the 60 samples: the share is theirs within one round.
  expect(Math.abs(measured['high-quality-veegan']! - closed10.share)).toBeLessThan(60 / 2500)
  expect(modesPacgan.refuses!(space)).toMatch(/in the plane.*3 entries/)
  expect(modeWeights.refuses!(space)).toMatch(/in the plane.*3 entries/)
})

test('a generator moved away covers nothing', async () => {
  const measured = await modesPacgan.create({}, game).measure(seenOf(game, [dirac(vector(9, 9)), dirac(vector(0))]))
  expect(measured).toMatchObject({ 'modes': 0, 'high-quality': 0, 'real-modes': 8 })
})

test('games without known modes are refused', () => {
  for (const metric of [modesPacgan, modesVeegan, modeWeights]) {
    expect(metric.refuses!(gameOf({}))).toMatch(/'handmade' is not a GAN/)
    expect(metric.refuses!(ganOf(2, {}))).toMatch(/no known modes/)
    expect(metric.refuses!(game)).toBeNull()
  }
  const line = ganOf(1, { modes: { centres: rows([[0]]), sd: 1 } })
  expect(modesVeegan.refuses!(line)).toMatch(/two or more dimensions/)
})
