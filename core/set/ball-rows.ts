import * as tf from '@tensorflow/tfjs'
import type { StrategySet } from '../contract.ts'
import type { Point } from '../point.ts'
import { proximalStep } from './step.ts'

/**
 * Matrices [rows, columns] whose rows have length at most 1: a product of unit balls. prox divides each row that is longer by its
 * length, after its largest entry, so that no square overflows; a row inside stays as it is to the last bit.
 */
export function ballRows(rows: number, columns: number): StrategySet {
  for (const [what, n] of [
    ['rows', rows],
    ['columns', columns],
  ] as const) {
    if (!(Number.isInteger(n) && n > 0)) throw new Error(`ball-rows: ${what} must be an integer > 0, got ${n}`)
  }
  const prox = (x: Point): Point => {
    if (x.size !== rows * columns) throw new Error(`ball-rows: a point of ${rows} × ${columns} entries is needed, got ${x.size}`)
    if (x.data instanceof Float64Array) {
      const out = Float64Array.from(x.data)
      for (let r = 0; r < rows; r++) {
        const row = out.subarray(r * columns, (r + 1) * columns)
        const most = row.reduce((m, v) => Math.max(m, Math.abs(v)), 1)
        const length = Math.sqrt(
          Math.max(
            row.reduce((s, v) => s + (v / most) ** 2, 0),
            1,
          ),
        )
        for (let j = 0; j < columns; j++) row[j] = row[j]! / most / length
      }
      return x.with(out)
    }
    const matrix = tf.reshape(x.data, [rows, columns])
    const most = tf.maximum(tf.max(tf.abs(matrix), 1, true), 1)
    const row = tf.div(matrix, most)
    // Where most > 1 the row is outside the ball; after the division its length is at least 1.
    const length = tf.sqrt(tf.maximum(tf.sum(tf.square(row), 1, true), 1))
    return x.with(tf.reshape(tf.div(row, length), [rows * columns]))
  }
  return {
    name: 'ball-rows',
    kind: 'set',
    convex: true,
    separable: false,
    prox,
    mirror: proximalStep(prox),
    diameter: () => 2 * Math.sqrt(rows),
    violation: x => {
      let most = 0
      for (let r = 0; r < rows; r++) {
        const row = x.subarray(r * columns, (r + 1) * columns)
        most = Math.max(most, Math.sqrt(row.reduce((s, v) => s + v * v, 0)) - 1)
      }
      return most
    },
  }
}
