import * as tf from '@tensorflow/tfjs'
import { scalar } from '../../../core/scalar.ts'
import { polynomialMatching } from '../dual/polynomial-matching.ts'
import type { Activation, Coefficients } from './activation.ts'

/** σ(t) = at² + bt + c: the critic sees means and second moments together. */
export function polynomial(coefficients: Coefficients): Activation {
  const [a, b, c] = coefficients
  return {
    id: 'polynomial',
    apply: t => tf.add(tf.mul(tf.add(tf.mul(t, scalar(a)), scalar(b)), t), scalar(c)),
    degree: null,
    coefficients,
    closed: false,
    dual: problem => polynomialMatching(problem, coefficients),
  }
}
