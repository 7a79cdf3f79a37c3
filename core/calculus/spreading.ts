import * as tf from '@tensorflow/tfjs'
import { sizeOf } from '../host.ts'

/** The entries of y along an axis set `step` apart, zeros between them. In four axes: the wasm backend pads no more than six. */
function apart(y: tf.Tensor, axis: number, step: number): tf.Tensor {
  if (step === 1) return y
  const n = y.shape[axis]!
  const [before, after] = [y.shape.slice(0, axis), y.shape.slice(axis + 1)]
  const column = tf.reshape(y, [sizeOf(before), n, 1, sizeOf(after)])
  const wide = tf.pad(column, [0, 0, step - 1, 0].map((p): [number, number] => [0, p])) // prettier-ignore
  return tf.reshape(wide, [...before, n * step, ...after])
}

/**
 * The adjoint of taking every `step`-th entry along each axis, from `begin` on: the entries of y put back there into zeros of
 * `shape`. Made of reshape, pad and slice, so that it can be differentiated to any order.
 */
export function spread(y: tf.Tensor, begin: readonly number[], step: readonly number[], shape: readonly number[]): tf.Tensor {
  const wide = step.reduce((x, s, axis) => apart(x, axis, s), y)
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
