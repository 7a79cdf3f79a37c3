import * as tf from '@tensorflow/tfjs'
import { indicator, slopeOfInput, slopeOfOutput, sumTo, type Rule } from './rule.ts'

/** Powers of x, with derivatives that stay finite where 0·∞ would appear. */
export const powers: readonly Rule[] = [
  // 1/(2√x), and zero at x = 0 to every order: norms at zero, Adam's √v at its start. NaN below zero, as √x is.
  slopeOfInput('Sqrt', x => {
    const away = indicator(() => tf.notEqual(x, 0))
    return tf.mul(tf.mul(away, 0.5), tf.rsqrt(tf.add(tf.mul(x, away), tf.sub(1, away))))
  }),
  // −½ y³
  slopeOfOutput('Rsqrt', y => tf.mul(tf.mul(tf.square(y), y), -0.5)),
  {
    kernelName: 'Pow',
    inputsToSave: ['a', 'b'],
    outputsToSave: [true],
    gradFunc: (dy, [a, b, y]) => ({
      // b·a^(b−1), which is 0, not 0·∞, at a = b = 0
      a: () => {
        const hole = indicator(() => tf.logicalAnd(tf.equal(a!, 0), tf.equal(b!, 0)))
        return sumTo(tf.mul(dy as tf.Tensor, tf.mul(b!, tf.pow(tf.add(a!, hole), tf.sub(b!, 1)))), a!.shape)
      },
      // a^b·ln a where a > 0, else 0
      b: () => {
        const positive = indicator(() => tf.greater(a!, 0))
        const ln = tf.log(tf.add(tf.mul(a!, positive), tf.sub(1, positive)))
        return sumTo(tf.mul(dy as tf.Tensor, tf.mul(y!, ln)), b!.shape)
      },
    }),
  },
]
