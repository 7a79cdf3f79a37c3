import * as tf from '@tensorflow/tfjs'
import { lift } from '../frame.ts'
import { hostTensor } from '../host.ts'
import { constant } from './constant.ts'
import { attribute, indicator, slopeOfInput, slopeOfOutput, sumTo, type Rule } from './rule.ts'

/** A number that float32 cannot hold, in the precision of the run. */
const real = (c: number): tf.Tensor => lift(hostTensor([c], []))

/**
 * Piecewise activations. At a kink the slope is that of the left piece, as in TensorFlow.js: relu′(0) = 0, and |x|′ = −1 at 0,
 * which `tf.losses.sigmoidCrossEntropy` = relu(x) − xz + log(1 + e^−|x|) needs to be right at x = 0.
 */
export const activations: readonly Rule[] = [
  slopeOfInput('Relu', x => constant(() => tf.step(x))),
  slopeOfInput('LeakyRelu', (x, attrs) => constant(() => tf.step(x, attribute<number>(attrs, 'alpha')))),
  slopeOfInput('Relu6', x => indicator(() => tf.logicalAnd(tf.greater(x, 0), tf.lessEqual(x, 6)))),
  slopeOfInput('Abs', x => constant(() => tf.step(x, -1))),
  slopeOfInput('ClipByValue', (x, attrs) => {
    const [low, high] = [attribute<number>(attrs, 'clipValueMin'), attribute<number>(attrs, 'clipValueMax')]
    return indicator(() => tf.logicalAnd(tf.greaterEqual(x, low), tf.lessEqual(x, high)))
  }),
  // y = x where x > 0, else e^x − 1, whose slope is y + 1.
  slopeOfOutput('Elu', y =>
    tf.add(
      tf.mul(
        y,
        indicator(() => tf.less(y, 0)),
      ),
      1,
    ),
  ),
  // y = λx where x > 0, else λα(e^x − 1), whose slope is y + λα.
  slopeOfOutput('Selu', y => {
    const λ = real(tf.backend_util.SELU_SCALE)
    const λα = real(tf.backend_util.SELU_SCALEALPHA)
    const right = tf.mul(
      λ,
      indicator(() => tf.greater(y, 0)),
    )
    const left = tf.mul(
      tf.add(y, λα),
      indicator(() => tf.lessEqual(y, 0)),
    )
    return tf.add(right, left)
  }),
  // y = x where x > 0, else αx, α broadcast.
  {
    kernelName: 'Prelu',
    inputsToSave: ['x', 'alpha'],
    gradFunc: (dy, [x, α]) => {
      const right = (): tf.Tensor => indicator(() => tf.greater(x!, 0))
      const left = (): tf.Tensor => indicator(() => tf.lessEqual(x!, 0))
      return {
        x: () => tf.mul(dy as tf.Tensor, tf.add(right(), tf.mul(left(), α!))),
        alpha: () => sumTo(tf.mul(dy as tf.Tensor, tf.mul(x!, left())), α!.shape),
      }
    },
  },
  // 2/√π · e^(−x²)
  slopeOfInput('Erf', x => tf.mul(tf.exp(tf.neg(tf.square(x))), real(2 / Math.sqrt(Math.PI)))),
]
