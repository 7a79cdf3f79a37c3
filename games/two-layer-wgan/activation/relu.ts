import * as tf from '@tensorflow/tfjs'
import type { Activation } from './activation.ts'

/** σ(t) = (t)₊: the critic sees means piece by piece. `directions` > 0: sampled ones in place of all sign patterns. */
export const relu = (directions: number): Activation => ({
  id: 'relu',
  apply: t => tf.relu(t),
  degree: 1,
  closed: false,
  dual: null,
  directions,
})
