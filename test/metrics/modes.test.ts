import { expect, test } from 'vitest'
import { hostTensor, type HostTensor } from '../../core/host.ts'
import type { Key } from '../../core/key.ts'
import { dirac } from '../../core/mixture.ts'
import { countModes } from '../../metrics/modes.ts'
import { modesPacgan } from '../../metrics/modes-pacgan.ts'
import { modesVeegan } from '../../metrics/modes-veegan.ts'
import { fixture, gameOf, ganOf, rows, seenOf, vector } from './seen.ts'

interface Count {
  readonly modes: number
  readonly good: number
  readonly share: number
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
  }[]
  readonly formula: { readonly sum: number; readonly strict3: Count }
  readonly ring: { readonly withinThree: number }
}
const { cases, formula, ring } = fixture('modes') as Fixture

test.each(cases)('both protocols: $name', ({ samples, centres, sd, strict3, closed3, closed10 }) => {
  const [x, c] = [rows(samples), rows(centres)]
  expect(countModes(x, c, 3 * sd, true)).toEqual({ modes: strict3.modes, highQuality: strict3.share })
  expect(countModes(x, c, 3 * sd, false)).toEqual({ modes: closed3.modes, highQuality: closed3.share })
  expect(countModes(x, c, 10 * sd, false)).toEqual({ modes: closed10.modes, highQuality: closed10.share })
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
const game = ganOf(2, { drawLatent: (_, n) => spread(n), drawReal: drawRing, modes: { centres, sd: 0.01 } })
const answer = [dirac(vector(0, 0)), dirac(vector(0))]

test('PacGAN: 2,500 generated samples, and as many real ones as the floor', async () => {
  expect(Array.from(spread(2500).values).reduce((a, b) => a + b, 0)).toBeCloseTo(formula.sum, 8)
  const measured = await modesPacgan.create({}, game).measure(seenOf(game, answer))
  expect(Object.keys(measured)).toEqual(['modes', 'high-quality', 'real-modes', 'real-high-quality'])
  expect(measured).toMatchObject({ 'modes': formula.strict3.modes, 'high-quality': formula.strict3.share, 'real-modes': 8 })
  // A share of 2,500 Gaussians has the standard error .0021.
  expect(Math.abs(measured['real-high-quality']! - ring.withinThree)).toBeLessThan(0.0084)
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
})

test('a generator moved away covers nothing', async () => {
  const measured = await modesPacgan.create({}, game).measure(seenOf(game, [dirac(vector(9, 9)), dirac(vector(0))]))
  expect(measured).toMatchObject({ 'modes': 0, 'high-quality': 0, 'real-modes': 8 })
})

test('games without known modes are refused', () => {
  for (const metric of [modesPacgan, modesVeegan]) {
    expect(metric.refuses!(gameOf({}))).toMatch(/'handmade' is not a GAN/)
    expect(metric.refuses!(ganOf(2, {}))).toMatch(/no known modes/)
    expect(metric.refuses!(game)).toBeNull()
  }
  const line = ganOf(1, { modes: { centres: rows([[0]]), sd: 1 } })
  expect(modesVeegan.refuses!(line)).toMatch(/two or more dimensions/)
})
