import * as tf from '@tensorflow/tfjs'
import { lift } from '../frame.ts'
import { hostTensor } from '../host.ts'
import { linearWeights, nearestEntries, pickingWeights, type Resizing } from '../interpolation.ts'
import { attribute, type Rule } from './rule.ts'

/** A matrix along the rows and one along the columns of pictures [N, H, W, C]; their transposes, where `transposed`. */
export function alongPicture(x: tf.Tensor, rows: tf.Tensor, columns: tf.Tensor, transposed: boolean): tf.Tensor {
  const [n, h, w, c] = x.shape as [number, number, number, number]
  const size = (m: tf.Tensor): number => m.shape[transposed ? 1 : 0]!
  const down = tf.matMul(tf.expandDims(rows, 0), tf.reshape(x, [n, h, w * c]), transposed)
  const across = tf.matMul(tf.expandDims(columns, 0), tf.reshape(down, [n * size(rows), w, c]), transposed)
  return tf.reshape(across, [n, size(rows), size(columns), c])
}

type Weights = (from: number, to: number, resizing: Resizing) => Float64Array

/** A picture's new entries are weighted sums of the old ones, by rows and by columns. */
const resize = (kernelName: string, weights: Weights): Rule => ({
  kernelName,
  inputsToSave: ['images'],
  gradFunc: (dy, [x], attrs) => ({
    images: () => {
      const resizing = attrs as unknown as Resizing
      const size = attribute<[number, number]>(attrs, 'size')
      const [rows, columns] = size.map((to, i) => {
        const from = x!.shape[i + 1]!
        return lift(hostTensor(weights(from, to, resizing), [to, from]))
      })
      return alongPicture(dy as tf.Tensor, rows!, columns!, true)
    },
  }),
})

export const resizes: readonly Rule[] = [
  resize('ResizeBilinear', linearWeights),
  resize('ResizeNearestNeighbor', (from, to, resizing) => pickingWeights(nearestEntries(from, to, resizing), from)),
]
