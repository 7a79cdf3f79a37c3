import * as tf from '@tensorflow/tfjs'
import { constant } from './constant.ts'
import { attribute, indicator, sumTo, type Rule } from './rule.ts'

/** Kernels that pick among their inputs: the derivative goes to what was picked, and the pick is locally constant. */

/** Largest or smallest entries along axes. Entries that tie share the derivative equally, which makes it a subgradient. */
const extreme = (kernelName: string, axesOf: (attrs: tf.NamedAttrMap) => number | number[]): Rule => ({
  kernelName,
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc: (dy, [x, y], attrs) => ({
    x: () => {
      const axes = tf.util.parseAxisParam(axesOf(attrs), x!.shape)
      const kept = x!.shape.map((d, i) => (axes.includes(i) ? 1 : d))
      const share = constant(() => {
        const attained = tf.cast(tf.equal(x!, tf.reshape(y!, kept)), 'float32')
        return tf.div(attained, tf.sum(attained, axes, true))
      })
      return tf.mul(tf.reshape(dy as tf.Tensor, kept), share)
    },
  }),
})

/** The larger or smaller of two; at a tie the first. */
const either = (kernelName: string, first: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Rule => ({
  kernelName,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, [a, b]) => ({
    a: () =>
      sumTo(
        tf.mul(
          dy as tf.Tensor,
          indicator(() => first(a!, b!)),
        ),
        a!.shape,
      ),
    b: () =>
      sumTo(
        tf.mul(
          dy as tf.Tensor,
          indicator(() => tf.logicalNot(first(a!, b!))),
        ),
        b!.shape,
      ),
  }),
})

export const choices: readonly Rule[] = [
  extreme('Max', attrs => attribute(attrs, 'reductionIndices')),
  extreme('Min', attrs => attribute(attrs, 'axis')),
  either('Maximum', tf.greaterEqual),
  either('Minimum', tf.lessEqual),
  {
    kernelName: 'Select',
    inputsToSave: ['condition'],
    gradFunc: (dy, [condition]) => ({
      condition: () => tf.zeros(condition!.shape),
      t: () =>
        tf.mul(
          dy as tf.Tensor,
          indicator(() => condition!),
        ),
      e: () =>
        tf.mul(
          dy as tf.Tensor,
          indicator(() => tf.logicalNot(condition!)),
        ),
    }),
  },
  // values [… k] are the entries of x [… n] at the indices, which are an output
  {
    kernelName: 'TopK',
    inputsToSave: ['x'],
    outputsToSave: [false, true],
    gradFunc: (dy, [x, indices]) => ({
      x: () => {
        const place = indicator(() => tf.oneHot(indices!, x!.shape.at(-1)!))
        return tf.sum(tf.mul(tf.expandDims((dy as tf.Tensor[])[0]!, -1), place), -2)
      },
    }),
  },
]
