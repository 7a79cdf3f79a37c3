import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { key } from '../../core/key.ts'
import { hostPoint, Point, vectorLayout } from '../../core/point.ts'
import { ballRows } from '../../core/set/sets.ts'
import { useTestedBackend } from '../tested-backend.ts'

beforeAll(useTestedBackend)

/** The nearest point of the unit ball to x, by bisection of the multiplier μ in x/(1 + μ). */
const nearest = (x: readonly number[]): number[] => {
  if (Math.hypot(...x) <= 1) return [...x]
  let [low, high] = [0, Math.hypot(...x)]
  for (let k = 0; k < 200; k++) {
    const μ = (low + high) / 2
    if (Math.hypot(...x.map(v => v / (1 + μ))) > 1) low = μ
    else high = μ
  }
  return x.map(v => v / (1 + high))
}

describe('ball-rows', () => {
  it('projects every row onto the unit ball, on both carriers; rows inside stay to the last bit', () => {
    const set = ballRows(4, 3)
    for (let seed = 0; seed < 20; seed++) {
      const x = key(seed).normal(12, 0, 0.8)
      const expected = Array.from({ length: 4 }, (_, r) => nearest(Array.from(x.subarray(3 * r, 3 * r + 3)))).flat()
      const host = set.prox(hostPoint(vectorLayout(12), [x]), 1).host
      expected.forEach((v, i) => expect(host[i]).toBeCloseTo(v, 14))
      for (let r = 0; r < 4; r++) {
        const row = x.subarray(3 * r, 3 * r + 3)
        if (Math.hypot(...row) <= 1) expect(host.subarray(3 * r, 3 * r + 3)).toEqual(row)
      }
      expect(set.violation!(host)).toBeLessThan(1e-15)
      const traced = tf.tidy(() => [...set.prox(new Point(vectorLayout(12), tf.tensor1d([...x])), 1).tensor.dataSync()])
      expected.forEach((v, i) => expect(traced[i]).toBeCloseTo(v, 5))
    }
    const far = set.prox(hostPoint(vectorLayout(12), [[1e200, 1e200, 0, ...Array<number>(9).fill(0)]]), 1).host
    expect(Math.hypot(...far)).toBeCloseTo(1, 14)
    expect(set.violation!(Float64Array.from({ length: 12 }, (_, i) => (i === 4 ? 1.5 : 0)))).toBeCloseTo(0.5, 15)
    expect(() => ballRows(0, 3)).toThrow('rows must be an integer > 0, got 0')
  })
})
