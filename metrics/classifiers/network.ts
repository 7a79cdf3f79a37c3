import * as tf from '@tensorflow/tfjs'
import type { DataClasses } from '../../core/contract.ts'
import type { Layout } from '../../core/point.ts'

export type ClassifierId = DataClasses['classifier']

interface Convolution {
  readonly taps: number
  readonly stride: 1 | 2
  readonly channels: number
}

/** Side of the pictures, and the convolutions, each followed by ReLU. Both end with pictures [4, 4, 32]. */
export const forms: Readonly<Record<ClassifierId, { readonly side: number; readonly convolutions: readonly Convolution[] }>> = {
  digits: {
    side: 8,
    convolutions: [
      { taps: 3, stride: 1, channels: 16 },
      { taps: 3, stride: 2, channels: 32 },
    ],
  },
  mnist: {
    side: 28,
    convolutions: [
      { taps: 5, stride: 2, channels: 16 },
      { taps: 3, stride: 2, channels: 32 },
      { taps: 3, stride: 2, channels: 32 },
    ],
  },
}

/** Classes, the digits 0 … 9. */
export const classCount = 10
/** Features: units of the last layer but one. */
export const featureCount = 64

/** Names and shapes of the weights. */
export function classifierLayout(id: ClassifierId): Layout {
  const { side, convolutions } = forms[id]
  const last = convolutions.reduce((s, { stride }) => Math.ceil(s / stride), side)
  return [
    ...convolutions.flatMap(({ taps, channels }, i) => [
      { name: `conv${i + 1}.w`, shape: [taps, taps, convolutions[i - 1]?.channels ?? 1, channels] },
      { name: `conv${i + 1}.b`, shape: [channels] },
    ]),
    { name: 'features.w', shape: [last * last * convolutions.at(-1)!.channels, featureCount] },
    { name: 'features.b', shape: [featureCount] },
    { name: 'classes.w', shape: [featureCount, classCount] },
    { name: 'classes.b', shape: [classCount] },
  ]
}

/** Grey pictures [b, side, side, 1] of levels in [0, 1], 0 dark ↦ features [b, 64], ReLU of an affine map of the last convolution. */
export function featuresAt(id: ClassifierId, weights: readonly tf.Tensor[], pictures: tf.Tensor): tf.Tensor {
  const { convolutions } = forms[id]
  const x = convolutions.reduce<tf.Tensor>((h, { stride }, i) => {
    const [w, b] = [weights[2 * i] as tf.Tensor4D, weights[2 * i + 1]!]
    return tf.relu(tf.add(tf.conv2d(h as tf.Tensor4D, w, stride, 'same'), b))
  }, pictures)
  const [w, b] = weights.slice(2 * convolutions.length)
  return tf.relu(tf.add(tf.matMul(tf.reshape(x, [x.shape[0], -1]), w as tf.Tensor2D), b!))
}

/** Features [b, 64] ↦ logits [b, 10]. */
export const logitsOf = (weights: readonly tf.Tensor[], features: tf.Tensor): tf.Tensor =>
  tf.add(tf.matMul(features, weights.at(-2) as tf.Tensor2D), weights.at(-1)!)
