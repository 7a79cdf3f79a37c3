import * as tf from '@tensorflow/tfjs'
import { exactly, type Case } from '../kernel-case.ts'
import { reals, type Input } from '../program-of.ts'
import { expected } from './expected.ts'

const all = reals([-400, -30, -3.7, -2.5, -1, -0.3, -1e-4, 0, 1e-4, 0.4, 0.66, 1.5, 2.4142, 2.5, 7, 900])
const bounded = reals([-1, -0.999, -0.7, -0.3, -1e-4, 0, 1e-4, 0.5, 0.66, 0.8, 0.9999, 1])
const moderate = reals([-50, -20, -3, -1, -1e-4, 0, 1e-4, 0.7, 3, 20, 50])
const above = reals([1, 1.0001, 1.25, 2, 10, 1e4, 1e12])
const f = (exact: (v: number) => number, op: (u: tf.Tensor) => tf.Tensor, ...inputs: Input[]): Case[] =>
  inputs.map(i => exactly(exact, u => op(u), i))

const [ys, xs] = [
  [0, 1, -1, 2, -2, 0.5, -0.5, 0, 3, -3],
  [1, 0, 0, 1, 1, -2, -2, -1, 4, -5],
]

/** Functions entry by entry, against Math's own in double precision. */
export const functions: Readonly<Record<string, readonly Case[]>> = {
  Erf: [{ op: u => tf.erf(u), inputs: [reals(expected.erf.x)], expected: [expected.of(expected.erf.y)], double: true }],
  Tan: f(Math.tan, tf.tan, reals([-3.7, -1.5, -0.3, 0, 1e-4, 0.4, 1.5, 4])),
  Atan: f(Math.atan, tf.atan, all),
  Asin: f(Math.asin, tf.asin, bounded),
  Acos: f(Math.acos, tf.acos, bounded),
  Atan2: [
    {
      op: (u, v) => tf.atan2(u, v),
      inputs: [reals(ys), reals(xs)],
      expected: [expected.of(ys.map((y, i) => Math.atan2(Math.fround(y), Math.fround(xs[i]!))))],
      double: true,
    },
    {
      op: (u, v) => tf.atan2(u, v),
      inputs: [reals([1, -2], [2, 1]), reals([1, -1, 0])],
      expected: [{ ...expected.of([1, -2].flatMap(y => [1, -1, 0].map(x => Math.atan2(y, x)))), shape: [2, 3] }],
    },
  ],
  Sinh: f(Math.sinh, tf.sinh, moderate),
  Cosh: f(Math.cosh, tf.cosh, moderate),
  Asinh: f(Math.asinh, tf.asinh, all, reals([-1e20, 1e20, 1e12])),
  Acosh: f(Math.acosh, tf.acosh, above),
  Atanh: f(Math.atanh, tf.atanh, bounded),
}
