import * as tf from '@tensorflow/tfjs'
import { gatheringOf } from '../gathering.ts'
import { attribute, type Rule } from './rule.ts'

/** No derivative by places. */
const none = (places: tf.Tensor) => (): tf.Tensor => tf.zeros(places.shape)

/** Kernels that take entries by their places; backwards they are added to these. Linear in the entries. */
export const gathers: readonly Rule[] = [
  {
    kernelName: 'GatherV2',
    inputsToSave: ['x', 'indices'],
    gradFunc: (dy, [x, indices], attrs) => ({
      x: () => {
        const axis = tf.util.parseAxisParam(attribute<number>(attrs, 'axis'), x!.shape)[0]!
        const s = gatheringOf(x!.shape, indices!.shape, axis, attribute<number | undefined>(attrs, 'batchDims') ?? 0)
        // Rows of all batches in one list, in which those of batch b begin at b·entries.
        const rows = tf.transpose(tf.reshape(dy as tf.Tensor, [s.batch, s.before, s.picked, s.after]), [0, 2, 1, 3])
        const starts = tf.mul(tf.reshape(tf.range(0, s.batch, 1, 'int32'), [s.batch, 1]), tf.scalar(s.entries, 'int32'))
        const places = tf.add(tf.reshape(tf.cast(indices!, 'int32'), [s.batch, s.picked]), starts)
        const sums = tf.scatterND(
          tf.reshape(places, [s.batch * s.picked, 1]),
          tf.reshape(rows, [s.batch * s.picked, s.before * s.after]),
          [s.batch * s.entries, s.before * s.after],
        )
        return tf.reshape(tf.transpose(tf.reshape(sums, [s.batch, s.entries, s.before, s.after]), [0, 2, 1, 3]), x!.shape)
      },
      indices: none(indices!),
    }),
  },
  {
    kernelName: 'GatherNd',
    inputsToSave: ['params', 'indices'],
    gradFunc: (dy, [x, indices]) => ({
      params: () => tf.scatterND(indices!, dy as tf.Tensor, x!.shape),
      indices: none(indices!),
    }),
  },
  {
    kernelName: 'ScatterNd',
    inputsToSave: ['indices'],
    gradFunc: (dy, [indices]) => ({
      indices: none(indices!),
      updates: () => tf.gatherND(dy as tf.Tensor, indices!),
    }),
  },
]
