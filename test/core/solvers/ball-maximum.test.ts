import { describe, expect, it } from 'vitest'
import { ballMaximum, type Concave } from '../../../core/solvers/ball-maximum.ts'
import { key } from '../../../core/key.ts'

const zeros = (m: number): Float64Array => new Float64Array(m)
const quadratic = (c: readonly number[], curved: readonly number[]): Concave => ({
  value: v => -0.5 * v.reduce((s, x, i) => s + curved[i]! * (x - c[i]!) ** 2, 0),
  gradient: v => v.map((x, i) => -curved[i]! * (x - c[i]!)),
  curvature: v =>
    Float64Array.from({ length: v.length ** 2 }, (_, k) => (k % (v.length + 1) === 0 ? curved[k / (v.length + 1)]! : 0)),
})
/** −Σ log(1 + exp(aₖᵀv)). */
const logistic = (rows: readonly Float64Array[]): Concave => {
  const score = (a: Float64Array, v: Float64Array): number => a.reduce((s, x, i) => s + x * v[i]!, 0)
  const σ = (s: number): number => 1 / (1 + Math.exp(-s))
  return {
    value: v => -rows.reduce((sum, a) => sum + Math.log1p(Math.exp(score(a, v))), 0),
    gradient: v => v.map((_, i) => -rows.reduce((sum, a) => sum + σ(score(a, v)) * a[i]!, 0)),
    curvature: v =>
      Float64Array.from({ length: v.length ** 2 }, (_, k) => {
        const [i, j] = [Math.floor(k / v.length), k % v.length]
        return rows.reduce((sum, a) => sum + σ(score(a, v)) * σ(-score(a, v)) * a[i]! * a[j]!, 0)
      }),
  }
}

describe('ballMaximum', () => {
  it('a linear function: R‖g‖ at Rg/‖g‖; a constant one anywhere', () => {
    const { point, value, bound } = ballMaximum({ value: v => 3 * v[0]! - 4 * v[1]!, gradient: () => Float64Array.of(3, -4), curvature: () => zeros(4) }, 2, zeros(2)) // prettier-ignore
    expect(point[0]).toBeCloseTo(1.2, 14)
    expect(point[1]).toBeCloseTo(-1.6, 14)
    expect(Math.max(Math.abs(value - 10), Math.abs(bound - 10))).toBeLessThan(1e-12)
    const flat = ballMaximum({ value: () => 7, gradient: () => zeros(2), curvature: () => zeros(4) }, 1, zeros(2))
    expect([flat.value, flat.bound]).toEqual([7, 7])
  })

  it('a quadratic one inside the ball, and outside, where −½(‖c‖ − R)² is left of a round one', () => {
    const inside = ballMaximum(quadratic([0.3, -0.4, 0.1], [1, 100, 0.01]), 1, zeros(3))
    expect(Math.abs(inside.value)).toBeLessThan(1e-14)
    const outside = ballMaximum(quadratic([3, 4], [1, 1]), 2, zeros(2))
    expect(Math.abs(outside.value + 0.5 * 9)).toBeLessThan(1e-12)
    expect(outside.bound).toBeGreaterThanOrEqual(outside.value)
  })

  it('logistic sums up to 20 dimensions: no random point of the ball is above the bound, and the two sides meet', () => {
    for (const [m, n, R, size] of [
      [2, 3, 5, 3],
      [20, 60, 1.5, 2],
      [8, 4, 30, 10],
    ] as const) {
      const rows = Array.from({ length: n }, (_, k) => key(m).fold(k).normal(m, 0, size))
      const f = logistic(rows)
      const { point, value, bound } = ballMaximum(f, R, zeros(m))
      expect(Math.hypot(...point)).toBeLessThanOrEqual(R * (1 + 1e-12))
      expect(bound - value).toBeLessThan(1e-11 * Math.max(1, Math.abs(value)))
      for (let t = 0; t < 200; t++) {
        const w = key(t).normal(m)
        const scaled = w.map(x => (x * R * (t % 10)) / 9 / Math.hypot(...w))
        expect(f.value(scaled)).toBeLessThanOrEqual(bound)
      }
    }
  })
})
