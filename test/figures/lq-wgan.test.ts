import { beforeAll, describe, expect, it } from 'vitest'
import { apart, fixture, play } from './play.ts'

type Pair = [number, number]
interface Run {
  first: Pair[]
  every1000: Pair[]
  invariant: { min: number; max: number; end: number }
  a: { min: number; max: number }
  w: { min: number; max: number }
  decayExponent?: { law: number; measured: number; fromTime: number; wholePeriods: number; period: number }
}
const { euler } = fixture('lq_wgan') as { euler: Record<string, Run> }
const h = 1e-3
const steps = 60_000

const near = (value: number, figure: number, within: number): void => {
  expect(Math.abs(value - figure)).toBeLessThan(within)
}
/** Smallest and largest. */
const range = (values: readonly number[]): Pair => [
  values.reduce((a, b) => Math.min(a, b)),
  values.reduce((a, b) => Math.max(a, b)),
]

/** There a point is [w, a]. */
describe.each([
  ['0.0', `gda[stepSize=${h}]`],
  ['0.5', `gradient-regularized[stepSize=${h},weight=0.5]`],
  ['1.0', `gradient-regularized[stepSize=${h},weight=1]`],
])('lq-wgan, 60,000 steps of 0.001 with ρ = %s', (ρ, optimizer) => {
  const expected = euler[ρ]!
  let trajectory: number[][][] = []
  beforeAll(async () => {
    trajectory = await play({ game: 'lq-wgan', optimizer }, { steps })
  })

  it('has the trajectory and the ranges of the independent script', () => {
    expected.first.forEach(([w, a], k) => near(apart(trajectory[k]!, [[a], [w]]), 0, 1e-13))
    expected.every1000.forEach(([w, a], k) => near(apart(trajectory[1000 * k]!, [[a], [w]]), 0, 1e-10))
    const [a, w] = [trajectory.map(z => z[0]![0]!), trajectory.map(z => z[1]![0]!)]
    const I = trajectory.map((_, k) => w[k]! ** 2 - Math.log(a[k]!) + a[k]! ** 2 / 2)
    range(a).forEach((r, i) => near(r, [expected.a.min, expected.a.max][i]!, 1e-10))
    range(w).forEach((r, i) => near(r, [expected.w.min, expected.w.max][i]!, 1e-10))
    range(I).forEach((r, i) => near(r, [expected.invariant.min, expected.invariant.max][i]!, 1e-10))
    if (ρ === '0.0') {
      expect(range(I)[0]).toBeGreaterThanOrEqual(1.068147)
      expect(range(I)[1]).toBeLessThanOrEqual(1.0832)
      range(a).forEach((r, i) => near(r, [0.362, 1.839][i]!, 5e-4))
    }
  })

  const decay = expected.decayExponent
  if (!decay) return
  it('shrinks towards (1, 0) by the law −4ρ/9 over whole periods', () => {
    const { law, measured, fromTime, wholePeriods, period } = decay
    const distance = (k: number): number => Math.hypot(trajectory[k]![0]![0]! - 1, trajectory[k]![1]![0]!)
    const [from, long] = [Math.round(fromTime / h), wholePeriods * Math.round(period / h)]
    const slope = Math.log(distance(from + long) / distance(from)) / (long * h)
    near(slope, law, 2e-3)
    near(slope, measured, 1e-6)
  })
})
