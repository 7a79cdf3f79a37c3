import * as tf from '@tensorflow/tfjs'
import { constant } from './constant.ts'

/**
 * How to differentiate one kernel: the inputs and outputs it needs, and Jᵀdy for each input, written in ops that have rules
 * themselves. A rule reads shapes, never values, so it also runs on a backend that only traces.
 */
export type Rule = tf.GradConfig

/** The rule registered for a kernel now. */
export const ruleOf = (kernelName: string): Rule | undefined => tf.getGradient(kernelName)

type Slope = (saved: tf.Tensor, attrs: tf.NamedAttrMap) => tf.Tensor
const slopeRule = (slope: Slope): Pick<Rule, 'gradFunc'> => ({
  gradFunc: (dy, saved, attrs) => ({ x: () => tf.mul(dy as tf.Tensor, slope(saved[0]!, attrs)) }),
})

/** Rule of y = φ(x), entry by entry: dx = dy · φ′, the slope given as a function of x. */
export const slopeOfInput = (kernelName: string, slope: Slope): Rule => ({ kernelName, inputsToSave: ['x'], ...slopeRule(slope) })

/** The same, the slope given as a function of y. */
export const slopeOfOutput = (kernelName: string, slope: Slope): Rule => ({
  kernelName,
  outputsToSave: [true],
  ...slopeRule(slope),
})

/** An attribute of a kernel, as the type that its rule expects. */
export const attribute = <T>(attrs: tf.NamedAttrMap, name: string): T => attrs[name] as T

/** 1 where a condition holds, elsewhere 0; a constant to differentiation. */
export const indicator = (condition: () => tf.Tensor): tf.Tensor => constant(() => tf.cast(condition(), 'float32'))

/** Adjoint of broadcasting from `shape`: sums over what was repeated. */
export function sumTo(dy: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, dy.shape)
  return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, shape)
}
