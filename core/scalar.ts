import * as tf from '@tensorflow/tfjs'
import { hostTensor, type HostTensor } from './host.ts'
import { lift } from './frame.ts'

/** A number known when the step is written, or a tensor of rank 0 known when it runs. */
export type Scalar = number | tf.Scalar

/** A number as a tensor of rank 0, exact in a float64 program (a bare literal passes through float32). */
export const scalar = (value: number): tf.Scalar => lift(hostTensor([value], [])) as tf.Scalar

/** A `Scalar` as a tensor. */
export const asTensor = (c: Scalar): tf.Scalar => (typeof c === 'number' ? scalar(c) : c)

/** The product of two scalars; stays a number where both are. */
export const product = (a: Scalar, b: Scalar): Scalar =>
  typeof a === 'number' && typeof b === 'number' ? a * b : asTensor(a).mul<tf.Scalar>(asTensor(b))

/** The larger of two scalars. */
export const larger = (a: Scalar, b: Scalar): Scalar =>
  typeof a === 'number' && typeof b === 'number' ? Math.max(a, b) : tf.maximum<tf.Scalar>(asTensor(a), asTensor(b))

/** 1 where a ≤ b, else 0. */
export const atMost = (a: Scalar, b: Scalar): tf.Scalar => tf.cast<tf.Scalar>(tf.lessEqual(asTensor(a), asTensor(b)), 'float32')

/** The quotient of two scalars. */
export const quotient = (a: Scalar, b: Scalar): Scalar =>
  typeof a === 'number' && typeof b === 'number' ? a / b : tf.div<tf.Scalar>(asTensor(a), asTensor(b))

/** 1/√c; 0 where c = 0. */
export function inverseRoot(c: Scalar): Scalar {
  if (typeof c === 'number') return c > 0 ? 1 / Math.sqrt(c) : c
  const none = tf.sub(scalar(1), tf.step(c))
  return tf.div<tf.Scalar>(tf.step(c), tf.sqrt(tf.add(c, none)))
}

/** The spacing of numbers at 1 in the precision in which the step runs: |3(4/3 − 1) − 1|, which rounding alone makes. */
export const roundoff = (): tf.Scalar => {
  const third = tf.sub(tf.div(scalar(4), scalar(3)), scalar(1))
  return tf.abs(tf.sub(tf.mul(third, scalar(3)), scalar(1)))
}

/** The sum of two scalars. */
export const total = (a: Scalar, b: Scalar): Scalar =>
  typeof a === 'number' && typeof b === 'number' ? a + b : tf.add<tf.Scalar>(asTensor(a), asTensor(b))

/**
 * A constant table of a game (data, a payoff matrix), to be called inside a loss: `const A = constant(…)`, then `A().matMul(y)`.
 * Exact in a float64 program.
 */
export function constant(values: ArrayLike<number> | HostTensor, shape?: readonly number[]): () => tf.Tensor {
  const host = 'shape' in values ? values : hostTensor(values, shape ?? [values.length])
  return () => lift(host)
}
