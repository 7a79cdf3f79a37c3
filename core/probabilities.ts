/** Maps from any vector to probabilities, on either carrier. */
import * as tf from '@tensorflow/tfjs'
import type { Point } from './point.ts'
import { asTensor, scalar, type Scalar } from './scalar.ts'

/** w/Σw of w ≥ 0; uniform where w = 0. */
export function proportional(w: Point): Point {
  if (w.data instanceof Float64Array) {
    const sum = w.data.reduce((s, v) => s + v, 0)
    return w.with(w.data.map(v => (sum === 0 ? 1 / w.size : v / sum)))
  }
  const sum = tf.sum(w.data)
  const none = tf.sub(scalar(1), tf.step(sum))
  return w.with(tf.div<tf.Tensor1D>(tf.add(w.data, tf.mul(none, scalar(1 / w.size))), tf.add(sum, none)))
}

/**
 * Exponential weights and their potential at the inverse temperature η = ln n/Δ:
 *
 *     wᵢ ∝ exp(−ηLᵢ),     M = −(1/η) ln Σᵢ exp(−ηLᵢ)/n
 *
 * and for Δ = 0, where η = ∞, equal weights on the least entries, M = minᵢ Lᵢ. L is taken relative to its least entry: no exponent is positive.
 */
export function exponentialWeights(L: Point, Δ: Scalar): readonly [w: Point, M: Scalar] {
  const n = L.size
  const logN = Math.log(n)
  if (L.data instanceof Float64Array) {
    const least = L.data.reduce((a, b) => Math.min(a, b), Infinity)
    const w = L.data.map(v => (Δ === 0 ? Number(v === least) : Math.exp((-logN * (v - least)) / (Δ as number))))
    const sum = w.reduce((s, v) => s + v, 0)
    return [L.with(w.map(v => v / sum)), n === 1 ? least : least - (Math.log(sum / n) * (Δ as number)) / logN]
  }
  const d = asTensor(Δ)
  const none = tf.sub(scalar(1), tf.step(d))
  const least = tf.min(L.data)
  const above = tf.sub(L.data, least)
  const leaders = tf.sub(scalar(1), tf.step(above))
  const weights = tf.exp(tf.div(tf.mul(above, scalar(-logN)), tf.add(d, none)))
  const w = tf.add(tf.mul(none, leaders), tf.mul(tf.sub(scalar(1), none), weights))
  const sum = tf.sum(w)
  const share = tf.mul(d, scalar(n === 1 ? 0 : 1 / logN))
  return [L.with(tf.div<tf.Tensor1D>(w, sum)), tf.sub<tf.Scalar>(least, tf.mul(tf.log(tf.div(sum, scalar(n))), share))]
}
