import * as tf from '@tensorflow/tfjs'
import { sizeOf } from '../host.ts'
import { attribute, type Rule } from './rule.ts'

/** With one output the engine passes dy itself, not a list. */
const list = (dy: tf.Tensor | tf.Tensor[]): tf.Tensor[] => (Array.isArray(dy) ? dy : [dy])

/** TensorFlow.js's own rule. */
const gather = tf.getGradient('GatherV2')

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
  // By x as TensorFlow.js has it; by the indices zero (it returns the indices, which the engine refuses).
  {
    kernelName: 'GatherV2',
    inputsToSave: ['x', 'indices'],
    gradFunc: (dy, saved, attrs) => ({ ...gather.gradFunc(dy, saved, attrs), indices: () => tf.zeros(saved[1]!.shape) }),
  },
]
