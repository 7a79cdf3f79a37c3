import * as tf from '@tensorflow/tfjs'
import { fixed, type Layer } from './layer.ts'

/** [b, h·w·c] → [b, h, w, c] */
export const picture = ([height, width, channels]: readonly [number, number, number]): Layer =>
  fixed(x => tf.reshape(x, [-1, height, width, channels]))

/** [b, h, w, c] → [b, h·w·c] */
export const row: Layer = fixed(x => tf.reshape(x, [x.shape[0], -1]))
