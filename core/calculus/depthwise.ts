import * as tf from '@tensorflow/tfjs'
import { attribute, type Rule } from './rule.ts'

const NAME = 'DepthwiseConv2dNative'

/** The convolution y = x ∗ w and its adjoints in x and in w, by the others' attributes. */
const run = (
  suffix: string,
  inputs: Record<string, tf.Tensor>,
  attrs: tf.NamedAttrMap,
  more: tf.NamedAttrMap = {},
): tf.Tensor => {
  const { strides, pad, dilations, dimRoundingMode, dataFormat } = attrs
  return tf.engine().runKernel<tf.Tensor>(`${NAME}${suffix}`, inputs, {
    strides: strides!,
    pad: pad!,
    dilations: dilations!,
    dimRoundingMode: dimRoundingMode!,
    dataFormat: dataFormat ?? 'NHWC',
    ...more,
  })
}

/** Bilinear, as convolutions are: each of the three is differentiated by the other two. */
export const depthwiseConvolutions: readonly Rule[] = [
  {
    kernelName: NAME,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, [x, filter], attrs) => {
      const dilations = attribute<number | number[] | undefined>(attrs, 'dilations') ?? 1
      if (!tf.backend_util.tupleValuesAreOne(dilations))
        throw new Error(
          `a depthwise convolution with dilations ${JSON.stringify(dilations)} cannot be differentiated: its adjoints have none`,
        )
      return {
        x: () => run('BackpropInput', { dy: dy as tf.Tensor, filter: filter! }, attrs, { inputShape: x!.shape }),
        filter: () => run('BackpropFilter', { x: x!, dy: dy as tf.Tensor }, attrs, { filterShape: filter!.shape }),
      }
    },
  },
  {
    kernelName: `${NAME}BackpropInput`,
    inputsToSave: ['dy', 'filter'],
    gradFunc: (x̄, [dy, filter], attrs) => ({
      dy: () => run('', { x: x̄ as tf.Tensor, filter: filter! }, attrs),
      filter: () => run('BackpropFilter', { x: x̄ as tf.Tensor, dy: dy! }, attrs, { filterShape: filter!.shape }),
    }),
  },
  {
    kernelName: `${NAME}BackpropFilter`,
    inputsToSave: ['x', 'dy'],
    gradFunc: (w̄, [x, dy], attrs) => ({
      x: () => run('BackpropInput', { dy: dy!, filter: w̄ as tf.Tensor }, attrs, { inputShape: x!.shape }),
      dy: () => run('', { x: x!, filter: w̄ as tf.Tensor }, attrs),
    }),
  },
]
