import * as tf from '@tensorflow/tfjs'
import { hostTensor } from './host.ts'
import type { Mixture } from './mixture.ts'
import { Point, type Layout } from './point.ts'
import type { Profile } from './profile.ts'
import { asTensor, constant, scalar, type Scalar } from './scalar.ts'

/** Up to N snapshots of a profile in a table of fixed shape, so that one program serves every number of them. Plain state. */
export interface Snapshots {
  /** One table [N, P] a player; rows from `count` on are empty. */
  readonly rows: readonly tf.Tensor[]
  /** The weight of each row, [N]; not yet divided by their sum. */
  readonly weights: tf.Tensor1D
  /** The starting point, which gives the layouts and the answer while nothing is kept. */
  readonly start: Profile
  readonly count: tf.Scalar
}

/** Snapshots of N rows, N even. */
export interface SnapshotTable {
  empty(start: Profile): Snapshots
  /** Writes z to the first empty row, with a weight > 0. */
  insert(kept: Snapshots, z: Profile, weight: Scalar): Snapshots
  /** Keeps every second row, the second, fourth, …, and halves the count of a full table. */
  thin(kept: Snapshots): Snapshots
  /** The rows in use, their weights divided by the sum. */
  mixtures(kept: Snapshots): readonly Mixture[]
}

/** The operations on snapshots of N rows. N is even: a full table is halved by `thin`. */
export function snapshotTable(N: number): SnapshotTable {
  const index = constant(
    hostTensor(
      Float64Array.from({ length: N }, (_, i) => i),
      [N],
    ),
  )
  // Rows 1, 3, … first; what follows is not looked at.
  const order = hostTensor(
    Int32Array.from({ length: N }, (_, i) => (i < N / 2 ? 2 * i + 1 : i)),
    [N],
  )
  const everySecond = constant(order)
  const atom = (table: tf.Tensor, i: number, layout: Layout): Point =>
    new Point(layout, tf.slice(table, [i, 0], [1, table.shape[1]!]).reshape<tf.Tensor1D>([-1]))
  return {
    empty: start => ({
      rows: start.points.map(p => tf.tile(p.tensor.reshape([1, -1]), [N, 1])),
      weights: tf.tile(scalar(1).reshape<tf.Tensor1D>([1]), [N]),
      start,
      count: scalar(0),
    }),
    insert: ({ rows, weights, start, count }, z, weight) => {
      const here = tf.cast(tf.equal(index(), count), 'float32')
      const elsewhere = tf.sub(scalar(1), here)
      const row = (table: tf.Tensor, i: number): tf.Tensor =>
        tf.add(tf.mul(table, elsewhere.reshape([N, 1])), tf.mul(here.reshape([N, 1]), z.at(i).tensor.reshape([1, -1])))
      return {
        rows: rows.map(row),
        weights: tf.add<tf.Tensor1D>(tf.mul(weights, elsewhere), tf.mul(here, asTensor(weight))),
        start,
        count: tf.add(count, scalar(1)),
      }
    },
    thin: ({ rows, weights, start, count }) => ({
      rows: rows.map(table => tf.gather(table, everySecond() as tf.Tensor1D)),
      weights: tf.gather(weights, everySecond()),
      start,
      count: tf.mul(count, scalar(0.5)),
    }),
    mixtures: ({ rows, weights, start, count }) => {
      const used = tf.mul(weights, tf.cast(tf.less(index(), tf.maximum(count, scalar(1))), 'float32'))
      const shares = tf.split(tf.div(used, tf.sum(used)), N).map(w => w.reshape<tf.Scalar>([]))
      return rows.map((table, i) => ({ atoms: shares.map((_, a) => atom(table, a, start.at(i).layout)), weights: shares }))
    },
  }
}
