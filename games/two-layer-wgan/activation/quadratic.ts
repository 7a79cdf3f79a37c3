import * as tf from '@tensorflow/tfjs'
import { covarianceMatching } from '../dual/covariance-matching.ts'
import type { Activation } from './activation.ts'

/** σ(t) = t²: the critic sees second moments. */
export const quadratic: Activation = {
  id: 'quadratic',
  apply: t => tf.square(t),
  degree: 2,
  coefficients: [1, 0, 0],
  closed: true,
  dual: covarianceMatching,
}
