import * as tf from '@tensorflow/tfjs'
import type { StrategySet } from '../contract.ts'
import type { Point } from '../point.ts'
import { scalar } from '../scalar.ts'
import { proximalStep } from './step.ts'

/**
 * ‖x‖₂ ≤ radius, for the whole point. Throws where radius is not > 0.
 *
 *     prox:   w/max(1, ‖w‖/radius),  w = x/max(1, maxᵢ|xᵢ|/radius)
 *
 * w lies on the ray through x, and outside where x does: the squares of large entries do not overflow. A point inside stays as it
 * is to the last bit. Differentiable at 0 too.
 */
export function ball(radius: number): StrategySet {
  if (!(Number.isFinite(radius) && radius > 0)) throw new Error(`ball: radius must be a finite number > 0, got ${radius}`)
  const prox = (x: Point): Point => {
    if (x.data instanceof Float64Array) {
      const most = Math.max(largest(x.data) / radius, 1)
      const w = x.data.map(v => v / most)
      const scale = Math.sqrt(Math.max(sumOfSquares(w.map(v => v / radius)), 1))
      return x.with(w.map(v => v / scale))
    }
    const most = tf.maximum(tf.div(tf.max(tf.abs(x.data)), scalar(radius)), 1)
    const w = tf.div(x.data, most)
    const excess = tf.sum(tf.square(tf.div(w, scalar(radius))))
    return x.with(tf.div(w, tf.sqrt(tf.maximum(excess, 1))))
  }
  return {
    name: `ball[radius=${radius}]`,
    kind: 'set',
    convex: true,
    separable: false,
    prox,
    mirror: proximalStep(prox),
    /** −radius·g/‖g‖, and 0 where g = 0. g is first divided by its largest entry, so that small g keep their direction. */
    extreme: g => {
      if (g.data instanceof Float64Array) {
        const most = largest(g.data)
        const u = g.data.map(v => v / (most === 0 ? 1 : most))
        const length = Math.sqrt(Math.max(sumOfSquares(u), 1))
        return g.with(u.map(v => (-radius * v) / length))
      }
      const most = tf.max(tf.abs(g.data))
      const u = tf.div(g.data, tf.add(most, tf.sub(1, tf.step(most))))
      return g.with(tf.div(tf.mul(scalar(-radius), u), tf.sqrt(tf.maximum(tf.sum(tf.square(u)), 1))))
    },
    diameter: () => 2 * radius,
    violation: x => Math.max(0, Math.sqrt(sumOfSquares(x)) - radius),
  }
}

const sumOfSquares = (x: Float64Array): number => x.reduce((s, v) => s + v * v, 0)
const largest = (x: Float64Array): number => x.reduce((most, v) => Math.max(most, Math.abs(v)), 0)
