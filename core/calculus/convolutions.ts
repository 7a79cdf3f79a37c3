import * as tf from '@tensorflow/tfjs'
import { attribute, type Rule } from './rule.ts'

type Conv2D = Parameters<typeof tf.conv2d>

const run = (kernel: string, inputs: Readonly<Record<string, tf.Tensor>>, attrs: tf.NamedAttrMap): tf.Tensor =>
  tf.engine().runKernel<tf.Tensor>(kernel, inputs, attrs)

/** A convolution y = x ∗ w is bilinear, and so are its adjoints in x and in w; each is differentiated by the other two. */
export const convolutions: readonly Rule[] = [
  // TensorFlow.js leaves dimRoundingMode out: outputs of a last, partly padded place then had no derivative.
  {
    kernelName: 'Conv2D',
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, [x, filter], attrs) => {
      const { dilations, ...others } = attrs
      if (!tf.backend_util.tupleValuesAreOne(dilations as number | number[]))
        throw new Error(
          `a convolution with dilations ${JSON.stringify(dilations)} cannot be differentiated: its adjoints have none`,
        )
      return {
        x: () => run('Conv2DBackpropInput', { dy: dy as tf.Tensor, filter: filter! }, { ...others, inputShape: x!.shape }),
        filter: () => run('Conv2DBackpropFilter', { x: x!, dy: dy as tf.Tensor }, { ...others, filterShape: filter!.shape }),
      }
    },
  },
  // With w̄ the direction in which the filter gradient is differentiated: by dy it is x ∗ w̄, by x the adjoint of dy with w̄.
  {
    kernelName: 'Conv2DBackpropFilter',
    inputsToSave: ['x', 'dy'],
    gradFunc: (w̄, [x, dy], attrs) => {
      const { strides, pad, dataFormat, dimRoundingMode } = attrs
      return {
        x: () =>
          run(
            'Conv2DBackpropInput',
            { dy: dy!, filter: w̄ as tf.Tensor },
            { strides: strides!, pad: pad!, dataFormat: dataFormat!, dimRoundingMode: dimRoundingMode!, inputShape: x!.shape },
          ),
        dy: () =>
          tf.conv2d(
            x as tf.Tensor4D,
            w̄ as tf.Tensor4D,
            strides as Conv2D[2],
            pad as Conv2D[3],
            dataFormat as Conv2D[4],
            1,
            attribute(attrs, 'dimRoundingMode'),
          ),
      }
    },
  },
]
