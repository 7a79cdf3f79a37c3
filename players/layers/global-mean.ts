import * as tf from '@tensorflow/tfjs'
import { fixed, type Layer } from './layer.ts'

/** The mean of each channel over the picture: [b, h, w, c] → [b, c]. */
export const globalMean: Layer = fixed(x => tf.mean(x, [1, 2]))
