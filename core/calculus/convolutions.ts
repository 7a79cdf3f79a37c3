import * as tf from '@tensorflow/tfjs'
import { attribute, type Rule } from './rule.ts'

type Conv2D = Parameters<typeof tf.conv2d>

/**
 * The filter gradient of a convolution is bilinear in its input x and the derivative dy. With w̄ the direction in which the
 * filter gradient is differentiated: by dy it is the convolution x ∗ w̄, by x the adjoint convolution of dy with w̄.
 */
export const convolutions: readonly Rule[] = [
  {
    kernelName: 'Conv2DBackpropFilter',
    inputsToSave: ['x', 'dy'],
    gradFunc: (w̄, [x, dy], attrs) => {
      const { strides, pad, dataFormat, dimRoundingMode } = attrs
      return {
        x: () =>
          tf
            .engine()
            .runKernel<tf.Tensor>(
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
