import * as tf from '@tensorflow/tfjs'

/**
 * The adjoint of taking every `step`-th entry along each axis, from `begin` on: the entries of y put back there into zeros of
 * `shape`. Made of reshape, pad and slice, so that it can be differentiated to any order.
 */
export function spread(y: tf.Tensor, begin: readonly number[], step: readonly number[], shape: readonly number[]): tf.Tensor {
  const apart = tf.reshape(
    y,
    y.shape.flatMap(d => [d, 1]),
  )
  const zeros = step.flatMap((s): [number, number][] => [
    [0, 0],
    [0, s - 1],
  ])
  const wide = tf.reshape(
    step.every(s => s === 1) ? apart : tf.pad(apart, zeros),
    y.shape.map((d, i) => d * step[i]!),
  )
  // What stands beyond the end are zeros of the last step.
  const size = wide.shape.map((d, i) => Math.min(d, shape[i]! - begin[i]!))
  const cut = tf.slice(
    wide,
    size.map(() => 0),
    size,
  )
  return tf.pad(
    cut,
    size.map((d, i): [number, number] => [begin[i]!, shape[i]! - begin[i]! - d]),
  )
}
