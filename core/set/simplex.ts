import * as tf from '@tensorflow/tfjs'
import type { StrategySet } from '../contract.ts'
import type { Point } from '../point.ts'
import { asTensor, scalar } from '../scalar.ts'

/**
 * x ≥ 0, Σxᵢ = total. Throws where total is not > 0.
 *
 *     prox:     max(x − θ, 0), θ = (Σ_S x − total)/|S|,  S = {i : Σⱼ max(xⱼ − xᵢ, 0) < total}     (exact; n² work on tensors)
 *     mirror:   y ∝ x∘exp(−ηg), the step of the entropy; entries that are 0 stay 0
 *     extreme:  the vertex of the smallest gᵢ, the first of equals; NaN where g is
 */
export function simplex(total = 1): StrategySet {
  if (!(Number.isFinite(total) && total > 0)) throw new Error(`simplex: total must be a finite number > 0, got ${total}`)
  return {
    name: total === 1 ? 'simplex' : `simplex[total=${total}]`,
    kind: 'set',
    convex: true,
    separable: false,
    prox: x => x.with(x.data instanceof Float64Array ? projectHost(x.data, total) : projectTensor(x.data, total)),
    mirror: (x, g, η) =>
      x.data instanceof Float64Array
        ? x.with(entropicHost(x.data, g.host, η as number, total))
        : entropicTensor(x, g, asTensor(η), total),
    extreme: g => {
      if (g.data instanceof Float64Array) {
        const best = g.data.reduce((least, v, i, all) => (v < all[least]! ? i : least), 0)
        return g.with(g.data.map((v, i) => (Number.isNaN(v) ? NaN : i === best ? total : 0)))
      }
      const chosen = tf.cast(tf.equal(tf.range(0, g.size, 1, 'int32'), tf.argMin(g.data)), 'float32')
      return g.with(tf.where(tf.isNaN(g.data), g.data, tf.mul(chosen, scalar(total))))
    },
    diameter: n => (n > 1 ? Math.SQRT2 * total : 0),
    violation: x => x.reduce((most, v) => Math.max(most, -v), Math.abs(x.reduce((s, v) => s + v, 0) - total)),
  }
}

/** Entries are taken relative to the largest, which changes nothing but the rounding. */
function projectTensor(x: tf.Tensor1D, total: number): tf.Tensor1D {
  const u = tf.sub(x, tf.max(x))
  const [row, column] = [tf.reshape(u, [1, -1]), tf.reshape(u, [-1, 1])]
  const above = tf.sum(tf.maximum(tf.sub(row, column), 0), 1)
  const support = tf.step(tf.sub(scalar(total), above))
  const θ = tf.div(tf.sub(tf.sum(tf.mul(support, u)), scalar(total)), tf.sum(support))
  return tf.maximum(tf.sub(u, θ), 0)
}

function projectHost(x: Float64Array, total: number): Float64Array {
  const most = x.reduce((m, v) => Math.max(m, v), -Infinity)
  const u = x.map(v => v - most)
  const sorted = Float64Array.from(u).sort().reverse()
  let sum = 0
  let θ = 0
  for (let k = 0; k < sorted.length; k++) {
    sum += sorted[k]!
    const next = (sum - total) / (k + 1)
    if (k > 0 && !(sorted[k]! > next)) break
    θ = next
  }
  return u.map(v => Math.max(v - θ, 0))
}

/** g is taken relative to its least entry on the support of x, so that no exponent is positive and not all vanish. */
function entropicTensor(x: Point, g: Point, η: tf.Scalar, total: number): Point {
  const inside = tf.step(x.tensor)
  const least = tf.min(tf.add(tf.mul(inside, g.tensor), tf.mul(tf.sub(1, inside), tf.max(g.tensor))))
  const w = tf.mul(x.tensor, tf.exp(tf.neg(tf.mul(η, tf.maximum(tf.sub(g.tensor, least), 0)))))
  return x.with(tf.mul<tf.Tensor1D>(w, tf.div(scalar(total), tf.sum(w))))
}

function entropicHost(x: Float64Array, g: Float64Array, η: number, total: number): Float64Array {
  const least = g.reduce((m, v, i) => (x[i]! > 0 ? Math.min(m, v) : m), Infinity)
  const w = x.map((v, i) => v * Math.exp(-η * Math.max(g[i]! - least, 0)))
  const scale = total / w.reduce((s, v) => s + v, 0)
  return w.map(v => v * scale)
}
