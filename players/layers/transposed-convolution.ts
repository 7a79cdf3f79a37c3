import * as tf from '@tensorflow/tfjs'
import { padding, shifted, type Convolution } from './convolution.ts'
import { initialWeights, type Init } from './initializers.ts'
import type { MatrixLayer } from './layer.ts'

/**
 * The adjoint of a convolution, which spreads each entry over k² outputs: [b, h, w, from] → [b, h·stride, w·stride, to]. Blocks: `w`
 * [k, k, to, from], drawn as the matrix [k²·to, from], and, with a bias, `b` [to], which starts at zero. Where k − stride is odd, the
 * last row and column are those that the convolution of this size would read last (PyTorch's `output_padding=1`).
 */
export function transposedConvolution(spec: Convolution, init: Init): MatrixLayer {
  const { from, to, kernel: k, stride, bias } = spec
  return {
    outputs: 2,
    blocks: [{ name: 'w', shape: [k, k, to, from] }, ...(bias ? [{ name: 'b', shape: [to] }] : [])],
    start: key => [
      initialWeights(init, key, k * k * to, from, [k * k * from, k * k * to]),
      ...(bias ? [new Float64Array(to)] : []),
    ],
    at:
      ([w, b]) =>
      x => {
        const [rows, height, width] = (x as tf.Tensor4D).shape
        const size: [number, number, number, number] = [rows, height * stride, width * stride, to]
        return shifted(tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, size, stride, padding(spec)), b)
      },
  }
}
