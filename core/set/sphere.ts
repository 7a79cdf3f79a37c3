import * as tf from '@tensorflow/tfjs'
import type { StrategySet } from '../contract.ts'
import type { Point } from '../point.ts'
import { constant } from '../scalar.ts'
import { stepAgainst } from './step.ts'

/**
 * Matrices [rows, columns] whose rows have unit length; not convex. prox divides each row by its length, after its largest entry, so
 * that no square overflows or vanishes. A row of zeros has no nearest point: prox gives it the first basis vector, and the mirror
 * step, which knows the old point, leaves it as it was there. mirror(x, g, η) is the row by row normalised x − ηg.
 */
export function sphereRows(rows: number, columns: number): StrategySet {
  for (const [what, n] of [
    ['rows', rows],
    ['columns', columns],
  ] as const) {
    if (!(Number.isInteger(n) && n > 0)) throw new Error(`sphere-rows: ${what} must be an integer > 0, got ${n}`)
  }
  const first = Float64Array.from({ length: rows * columns }, (_, i) => (i % columns === 0 ? 1 : 0))
  const firstTensor = constant(first)
  const normalise = (x: Point, fallback: () => Point): Point => {
    if (x.size !== rows * columns)
      throw new Error(`sphere-rows: a point of ${rows} × ${columns} entries is needed, got ${x.size}`)
    if (x.data instanceof Float64Array) {
      const out = Float64Array.from(x.data)
      const spare = fallback().host
      for (let r = 0; r < rows; r++) {
        const row = out.subarray(r * columns, (r + 1) * columns)
        const most = row.reduce((m, v) => Math.max(m, Math.abs(v)), 0)
        const length = Math.sqrt(row.reduce((s, v) => s + (v / most) ** 2, 0))
        if (most === 0) row.set(spare.subarray(r * columns, (r + 1) * columns))
        else for (let j = 0; j < columns; j++) row[j] = row[j]! / most / length
      }
      return x.with(out)
    }
    const matrix = tf.reshape(x.data, [rows, columns])
    const most = tf.max(tf.abs(matrix), 1, true)
    const empty = tf.sub(1, tf.step(most))
    const row = tf.div(matrix, tf.add(most, empty))
    const square = tf.sum(tf.square(row), 1, true)
    const spare = tf.mul(empty, tf.reshape(fallback().tensor, [rows, columns]))
    return x.with(tf.reshape(tf.div(tf.add(row, spare), tf.sqrt(tf.add(square, empty))), [rows * columns]))
  }
  return {
    name: 'sphere-rows',
    kind: 'set',
    convex: false,
    separable: false,
    prox: x => normalise(x, () => x.with(x.data instanceof Float64Array ? first : (firstTensor() as tf.Tensor1D))),
    mirror: (x, g, η) => normalise(stepAgainst(x, g, η), () => x),
    violation: x => {
      let most = 0
      for (let r = 0; r < rows; r++) {
        const row = x.subarray(r * columns, (r + 1) * columns)
        most = Math.max(most, Math.abs(Math.sqrt(row.reduce((s, v) => s + v * v, 0)) - 1))
      }
      return most
    },
  }
}
