import { lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { cycleIn } from '../../core/cycle.ts'
import { cycleFrom } from '../../core/cycling.ts'
import { engineOf } from '../../core/execute.ts'
import { key } from '../../core/key.ts'
import type { Outcome } from '../../core/outcome.ts'
import { everySteps, run, type Tick } from '../../core/run.ts'
import { fixture, lab } from '../figures/play.ts'

interface Turning {
  readonly period: number
  readonly radius: number
  readonly least: number
  readonly most: number
  readonly meanSquare: number
}
const found = fixture('cycles') as Record<'alternating' | 'nonSaturating' | 'clipped' | 'forsaken', Record<string, Turning>>

interface Played {
  readonly game: string
  readonly optimizer: string
  readonly steps: number
  readonly players?: Readonly<Record<string, string>>
  readonly precision?: 'float32' | 'float64'
  readonly every?: number
}
/** The last tick of a run. */
async function played({ steps, precision = 'float64', every = 1e9, ...selectors }: Played): Promise<Tick> {
  const assembled = lab.assemble({ ...selectors, seed: 0 })
  const { engine } = await engineOf(assembled, { precision })
  const last = await lastValueFrom(run({ engine, key: assembled.key, budget: { steps }, measured: everySteps(every) }))
  engine.dispose()
  return last
}
const outcomeOf = async (p: Played): Promise<Outcome> => (await played(p)).outcome!
const game = 'bilinear[start=[[1],[1]]]'
const alternating = (a: number): string => `gda[stepSize=${a},moves=alternating]`

describe('alternating descent-ascent on f = xy goes round its ellipse', () => {
  it.each([0.1, 0.3, 0.7, 1, Math.SQRT2, 1.9])('a=%d: once in 2π/arccos(1 − a²/2) steps', async a => {
    const { kind, step, cycle, evidence } = await outcomeOf({ game, optimizer: alternating(a), steps: 2000 })
    expect([kind, step]).toEqual(['cycling', 2000])
    const period = (2 * Math.PI) / Math.acos(1 - (a * a) / 2)
    expect(Math.abs(cycle!.period / period - 1)).toBeLessThan(1e-7)
    expect(evidence).toContain(`once in ${Number(period.toPrecision(4))} steps`)
    cycle!.centre!.forEach(c => expect(Math.abs(c)).toBeLessThan(1e-4))
    // On x² + y² − axy = 2 − a the distance to 0 is √((2 − a)/(1 ± a/2)) at the ends of the axes.
    expect(cycle!.most).toBeLessThan(Math.SQRT2 + 1e-4)
    expect(cycle!.least).toBeGreaterThan(Math.sqrt((2 - a) / (1 + a / 2)) - 1e-4)
  })
  it('as the independent script has it, in float32 too', async () => {
    for (const precision of ['float64', 'float32'] as const)
      for (const a of [0.1, 0.3]) {
        const { cycle } = await outcomeOf({ game, optimizer: alternating(a), steps: 4000, precision })
        const expected = found.alternating[String(a)]!
        expect(Math.abs(cycle!.period / expected.period - 1)).toBeLessThan(1e-5)
        for (const part of ['radius', 'least', 'most'] as const)
          expect(Math.abs(cycle![part] - expected[part])).toBeLessThan(1e-3)
      }
  })
  it.each([0.9, 0.99])('its moving average with decay β=%d turns with it, its radius times (1 − β)/|1 − βe^{iφ}|', async β => {
    const a = 0.3
    const φ = Math.acos(1 - (a * a) / 2)
    const inner = (await outcomeOf({ game, optimizer: alternating(a), steps: 8000 })).cycle!
    const optimizer = `average[of=${alternating(a)},kind=ema[decay=${β}]]`
    const { kind, cycle } = await outcomeOf({ game, optimizer, steps: 8000 })
    expect(kind).toBe('cycling')
    expect(Math.abs(cycle!.period / ((2 * Math.PI) / φ) - 1)).toBeLessThan(1e-7)
    const gain = (1 - β) / Math.hypot(1 - β * Math.cos(φ), β * Math.sin(φ))
    expect(Math.abs(cycle!.radius / inner.radius / gain - 1)).toBeLessThan(1e-4)
  })
  it('in 50 dimensions the same', async () => {
    const { kind, cycle } = await outcomeOf({ game: 'bilinear[dimension=50]', optimizer: alternating(0.3), steps: 1000 })
    expect(kind).toBe('cycling')
    expect(cycle!.period).toBeCloseTo(20.8649, 3)
    expect(cycle!.radius).toBeCloseTo(Math.sqrt(50) * found.alternating['0.3']!.radius, 1)
  })
})

describe('limit cycles of the Dirac-GAN', () => {
  it.each([0.05, 0.1])('non-saturating, h=%d: r² = 2h', async h => {
    const optimizer = `gda[stepSize=${h}]`
    const { kind, cycle } = await outcomeOf({ game: 'dirac-gan[loss=non-saturating]', optimizer, steps: 25_000 })
    const expected = found.nonSaturating[String(h)]!
    expect(kind).toBe('cycling')
    expect(Math.abs(cycle!.radius ** 2 / (2 * h) - 1)).toBeLessThan(3e-3)
    expect(Math.abs(cycle!.period / expected.period - 1)).toBeLessThan(1e-5)
    for (const part of ['radius', 'least', 'most'] as const) expect(Math.abs(cycle![part] - expected[part])).toBeLessThan(1e-4)
  })
  it('Wasserstein with weights clipped to 1, h=0.2', async () => {
    const players = { critic: 'vector[start=[1],set=box[limit=1]]' }
    const p = { game: 'dirac-gan[loss=wasserstein]', optimizer: 'gda[stepSize=0.2]', players }
    const { kind, cycle } = await outcomeOf({ ...p, steps: 5000 })
    const expected = found.clipped['0.2']!
    expect(kind).toBe('cycling')
    expect(Math.abs(cycle!.period / expected.period - 1)).toBeLessThan(1e-4)
    for (const part of ['radius', 'least', 'most'] as const) expect(Math.abs(cycle![part] - expected[part])).toBeLessThan(2e-3)
    // The setting of arXiv:1801.04406: 500 steps. Four turns are seen, and tell the period.
    const early = await outcomeOf({ ...p, steps: 500 })
    expect(early.kind).toBe('cycling')
    expect(Math.abs(early.cycle!.period / expected.period - 1)).toBeLessThan(1e-3)
  })
})

it('the limit cycle of the forsaken game, which turns slower in some places than in others', () => {
  const expected = found.forsaken['0.02']!
  const d = (z: number): number => z / 2 - 2 * z ** 3 + z ** 5
  let [x, y] = [1, 0.5]
  const next = (): Float64Array => Float64Array.from(([x, y] = [x - 0.02 * (y - 0.45 + d(x)), y + 0.02 * (x - d(y))]))
  for (let t = 0; t < 20_000; t++) next()
  const cycle = cycleIn(Array.from({ length: 4096 }, next), 20_000)!
  expect(Math.abs(cycle.period / expected.period - 1)).toBeLessThan(1e-4)
  for (const part of ['radius', 'least', 'most'] as const) expect(Math.abs(cycle[part] - expected[part])).toBeLessThan(2e-3)
})

describe('what is no cycle', () => {
  it.each([
    ['a spiral that converges', { game, optimizer: 'extragradient[stepSize=0.3]', steps: 200 }],
    ['a spiral that has converged to rounding', { game, optimizer: 'extragradient[stepSize=0.3]', steps: 30_000 }],
    ['the same in float32', { game, optimizer: 'extragradient[stepSize=0.3]', steps: 30_000, precision: 'float32' as const }],
    ['extragradient that shrinks ‖z‖² by 0.9999 a step', { game, optimizer: 'extragradient[stepSize=0.01]', steps: 20_000 }],
    ['the same, 1 − 10⁻⁵ a step', { game, optimizer: 'extragradient[stepSize=0.0032]', steps: 100_000 }],
    ['a spiral that diverges', { game, optimizer: 'gda[stepSize=0.03]', steps: 4000 }],
    ['an average that vanishes as 1/t', { game, optimizer: `average[of=${alternating(0.3)}]`, steps: 4000 }],
    [
      'alternating steps whose r² falls as 8/t',
      { game: 'dirac-gan[loss=non-saturating]', optimizer: alternating(0.1), steps: 10_000 },
    ],
    [
      'slow convergence without turning',
      { game: 'quadratic[dimension=3,mu=0.001,coupling=0,couplingLow=0]', optimizer: 'gda[stepSize=0.1]', steps: 2000 },
    ],
    ['a game at rest', { game: 'bilinear[start=[[0],[0]]]', optimizer: alternating(0.3), steps: 2000 }],
    ['two frequencies at once', { game: 'bilinear[singular=[1,0.7]]', optimizer: alternating(0.3), steps: 4000 }],
    ['fewer than three turns', { game, optimizer: alternating(0.01), steps: 4000 }],
    ['a game that draws', { game: 'gan', optimizer: 'gda[stepSize=0.01]', steps: 60 }],
  ])('%s', async (_, p) => {
    expect(await outcomeOf(p)).toMatchObject({ kind: 'completed', step: p.steps })
  })

  const walk = (n: number, z: (t: number) => readonly number[]): Float64Array[] =>
    Array.from({ length: n }, (_, t) => Float64Array.from(z(t)))
  it('noise, a random walk, chaos', () => {
    const normals = key(3).normal(4000)
    expect(
      cycleIn(
        walk(2000, t => [normals[2 * t]!, normals[2 * t + 1]!]),
        8000,
      ),
    ).toBeNull()
    let [x, y] = [0, 0]
    expect(
      cycleIn(
        walk(2000, t => [(x += normals[2 * t]!), (y += normals[2 * t + 1]!)]),
        8000,
      ),
    ).toBeNull()
    // A circle with noise of a tenth of its radius.
    const noisy = walk(2000, t => [Math.cos(t / 9) + normals[2 * t]! / 10, Math.sin(t / 9) + normals[2 * t + 1]! / 10])
    expect(cycleIn(noisy, 8000)).toBeNull()
    // The Hénon map, a = 1.4, b = 0.3.
    let h: [number, number] = [0.1, 0.1]
    expect(
      cycleIn(
        walk(2000, () => (h = [1 - 1.4 * h[0] ** 2 + h[1], 0.3 * h[0]])),
        8000,
      ),
    ).toBeNull()
  })
  it('a turning path whose radius changes by 5 % over as many steps as were made, and not one by 2 %', () => {
    const spiral = (change: number) =>
      walk(1001, t => [1, 2].map((_, i) => (1 + change) ** (t / 4000) * Math.cos(t / 7 - i * 1.3)))
    for (const sign of [-1, 1]) {
      expect(cycleIn(spiral(0.06 * sign), 4000)).toBeNull()
      expect(cycleIn(spiral(0.02 * sign), 4000)!.period).toBeCloseTo(14 * Math.PI, 4)
    }
  })
})

it('short periods are found by coming back, on a line too', () => {
  const flips = Array.from({ length: 40 }, (_, t) => Float64Array.of((-1) ** t, 3))
  expect(cycleIn(flips, 160)).toMatchObject({ period: 2, radius: 1, centre: Float64Array.of(0, 3) })
  const shrinking = Array.from({ length: 40 }, (_, t) => Float64Array.of((-0.999) ** t, 3))
  expect(cycleIn(shrinking, 160)).toBeNull()
})

it('of as many entries as a network has weights', () => {
  const [u, v] = [Math.sin, Math.cos].map(f => Float64Array.from({ length: 20_000 }, (_, i) => f(i)))
  const path = Array.from({ length: 52 }, (_, t) => u!.map((x, i) => x * Math.cos(t / 2) + v![i]! * Math.sin(t / 2)))
  const { period, radius } = cycleIn(path, 208)!
  expect(period).toBeCloseTo(4 * Math.PI, 1)
  expect(radius).toBeCloseTo(100, 1)
})

it('no step is made again, and no answer read, where too few would be seen', async () => {
  const assembled = lab.assemble({ game, optimizer: alternating(0.3), seed: 0 })
  const { engine } = await engineOf(assembled, { precision: 'float64' })
  const { state } = await engine.advance(await engine.init(), 0, 43)
  const refused = () => Promise.reject(new Error('not to be asked'))
  expect(await cycleFrom({ ...engine, advance: refused, answer: refused }, state, 43, 1)).toBeNull()
  await expect(cycleFrom({ ...engine, answer: refused }, state, 44, 1)).rejects.toThrow('not to be asked')
  engine.dispose()
})

describe('the outcome', () => {
  it('is a function of the last state: however often it is measured, and however the run came there', async () => {
    const p = { game, optimizer: alternating(0.3), steps: 700 }
    const once = await played(p)
    for (const every of [1, 13]) expect((await played({ ...p, every })).outcome).toEqual(once.outcome)
    const assembled = lab.assemble({ game: p.game, optimizer: p.optimizer, seed: 0 })
    const { engine } = await engineOf(assembled, { precision: 'float64' })
    const { state } = await engine.advance(await engine.init(), 0, 311)
    const resume = { step: 311, state, initial: 1, meter: { ...once.meter, seconds: 0 } }
    const last = await lastValueFrom(
      run({ engine, key: assembled.key, budget: { steps: 700 }, measured: everySteps(100), resume }),
    )
    expect(last.outcome).toEqual(once.outcome)
    engine.dispose()
  })
  it('does not count the steps that were looked at', async () => {
    const { meter, step, answer } = await played({ game, optimizer: alternating(0.3), steps: 700 })
    expect([step, meter.gradients]).toEqual([700, 1400])
    // x_t, y_t on the ellipse at step 700, not 875.
    const [x, y] = answer.map(m => m.atoms[0]!.host[0]!) as [number, number]
    let [u, v] = [1, 1]
    for (let t = 0; t < 700; t++) {
      u -= 0.3 * v
      v += 0.3 * u
    }
    expect(Math.hypot(x - u, y - v)).toBeLessThan(1e-11)
  })
})
