import * as tf from '@tensorflow/tfjs'
import { sizeOf } from '../host.ts'
import { attribute, type Rule } from './rule.ts'

/** With one output the engine passes dy itself, not a list. */
const list = (dy: tf.Tensor | tf.Tensor[]): tf.Tensor[] => (Array.isArray(dy) ? dy : [dy])

/** Kernels that move, repeat or retype entries. */
export const layouts: readonly Rule[] = [
  { kernelName: 'SplitV', gradFunc: (dy, _, attrs) => ({ x: () => tf.concat(list(dy), attribute(attrs, 'axis')) }) },
  { kernelName: 'Unpack', gradFunc: (dy, _, attrs) => ({ value: () => tf.stack(list(dy), attribute(attrs, 'axis')) }) },
  // Axis by axis: the copies stand one after another, and are summed.
  {
    kernelName: 'Tile',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () =>
        attribute<number[]>(attrs, 'reps').reduce(
          (g, copies, axis) => {
            if (copies === 1) return g
            const after = [x!.shape[axis]!, ...g.shape.slice(axis + 1)]
            const before = g.shape.slice(0, axis)
            return tf.reshape(tf.sum(tf.reshape(g, [sizeOf(before), copies, sizeOf(after)]), 1), [...before, ...after])
          },
          (dy as tf.Tensor).clone(),
        ),
    }),
  },
  // A cast to integers or booleans is locally constant.
  {
    kernelName: 'Cast',
    gradFunc: (dy, _, attrs) => ({
      x: () =>
        ['float32', 'complex64'].includes(attribute(attrs, 'dtype'))
          ? (dy as tf.Tensor).clone()
          : tf.zeros((dy as tf.Tensor).shape),
    }),
  },
  // The diagonal of dy.
  {
    kernelName: 'Diag',
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({
      x: () => tf.reshape(tf.sum(tf.mul(tf.reshape(dy as tf.Tensor, [x!.size, x!.size]), tf.eye(x!.size)), 1), x!.shape),
    }),
  },
]
