import * as tf from '@tensorflow/tfjs'
import type { StrategySet } from '../contract.ts'
import type { Point } from '../point.ts'
import { constant } from '../scalar.ts'
import { proximalStep } from './step.ts'

/** A bound of every entry, or one an entry. */
export type Bound = number | readonly number[]
/** [−limit, limit], or low ≤ xᵢ ≤ high. */
export type BoxBounds = { readonly limit: number } | { readonly low: Bound; readonly high: Bound }

/**
 * Products of intervals: prox clips. Throws where a bound is not finite, low exceeds high, or limit is negative; and where bounds one
 * an entry meet a point of another number of entries.
 */
export function box(bounds: BoxBounds): StrategySet {
  if ('limit' in bounds && !(Number.isFinite(bounds.limit) && bounds.limit >= 0)) {
    throw new Error(`box: limit must be a finite number ≥ 0, got ${bounds.limit}`)
  }
  const { low, high } = 'limit' in bounds ? { low: -bounds.limit, high: bounds.limit } : bounds
  const count = check(low, high)
  const fits = (n: number): void => {
    if (count !== null && n !== count) throw new Error(`box: its bounds are for a point of ${count} entries, got a point of ${n}`)
  }
  const [lowTensor, highTensor] = [table(low), table(high)]
  const name = 'limit' in bounds ? `box[limit=${bounds.limit}]` : `box[low=${JSON.stringify(low)},high=${JSON.stringify(high)}]`
  const onHost = (x: Point, entry: (v: number, a: number, b: number) => number): Point =>
    x.with(x.host.map((v, i) => entry(v, at(low, i), at(high, i))))
  const prox = (x: Point): Point => {
    fits(x.size)
    return x.data instanceof Float64Array
      ? onHost(x, (v, a, b) => Math.min(Math.max(v, a), b))
      : x.with(tf.minimum(tf.maximum(x.data, lowTensor()), highTensor()))
  }
  return {
    name,
    kind: 'set',
    convex: true,
    separable: true,
    prox,
    mirror: proximalStep(prox),
    /** high where g < 0, low where g ≥ 0, NaN where g is. */
    extreme: g => {
      fits(g.size)
      if (g.data instanceof Float64Array) return onHost(g, (v, a, b) => (v < 0 ? b : v >= 0 ? a : NaN))
      const up = tf.step(tf.neg(g.data))
      return g.with(tf.add(tf.mul(up, highTensor()), tf.mul(tf.sub(1, up), lowTensor())))
    },
    diameter: n => {
      fits(n)
      return Math.hypot(...Array.from({ length: n }, (_, i) => at(high, i) - at(low, i)))
    },
    violation: x => {
      fits(x.length)
      return x.reduce((most, v, i) => Math.max(most, at(low, i) - v, v - at(high, i)), 0)
    },
  }
}

const at = (bound: Bound, i: number): number => (typeof bound === 'number' ? bound : bound[i]!)
const table = (bound: Bound): (() => tf.Tensor) => (typeof bound === 'number' ? constant([bound], []) : constant(bound))

/** The number of entries that the bounds are for; null where they hold for every entry of any point. */
function check(low: Bound, high: Bound): number | null {
  const [a, b] = [[low].flat(), [high].flat()]
  if (![...a, ...b].every(Number.isFinite))
    throw new Error(`box: low and high must be finite numbers, got low=${a.join(',')} high=${b.join(',')}`)
  const [n, m] = [low, high].map(bound => (typeof bound === 'number' ? null : bound.length)) as [number | null, number | null]
  if (n !== null && m !== null && n !== m)
    throw new Error(`box: low and high must have the same number of entries, got ${n} and ${m}`)
  const count = n ?? m
  for (let i = 0; i < (count ?? 1); i++) {
    const [l, h] = [at(low, i), at(high, i)]
    if (l > h) throw new Error(`box: low must not exceed high, got low=${l} high=${h}${count === null ? '' : ` at entry ${i}`}`)
  }
  return count
}
