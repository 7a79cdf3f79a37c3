import * as tf from '@tensorflow/tfjs'
import { initialWeights, type Init } from './initializers.ts'
import type { MatrixLayer } from './layer.ts'

/** A convolution of pictures, or its transpose. */
export interface Convolution {
  readonly from: number
  readonly to: number
  /** Taps along each axis, k ≥ 1; odd where the stride is 1. */
  readonly kernel: number
  readonly stride: 1 | 2
  readonly bias: boolean
}

/** Zeros on every side, ⌊(k − 1)/2⌋: h rows become ⌈h/stride⌉, and transposed h·stride. At k = 4 and stride 2 that is 1. */
export const padding = ({ kernel }: Convolution): number => Math.floor((kernel - 1) / 2)

/** The bias of each channel of pictures, none where b is absent. */
export const shifted = (y: tf.Tensor, b?: tf.Tensor): tf.Tensor => (b ? tf.add(y, b) : y)

/**
 * y[o] = Σₜ x[o·stride + t − padding] W[t] + b: [b, h, w, from] → [b, ⌈h/stride⌉, ⌈w/stride⌉, to]. Blocks: `w` [k, k, from, to] and,
 * with a bias, `b` [to], which starts at zero. W is drawn as the matrix [k²·from, to].
 */
export function convolution(spec: Convolution, init: Init): MatrixLayer {
  const { from, to, kernel: k, stride, bias } = spec
  return {
    outputs: 3,
    blocks: [{ name: 'w', shape: [k, k, from, to] }, ...(bias ? [{ name: 'b', shape: [to] }] : [])],
    start: key => [
      initialWeights(init, key, k * k * from, to, [k * k * from, k * k * to]),
      ...(bias ? [new Float64Array(to)] : []),
    ],
    at:
      ([w, b]) =>
      x =>
        shifted(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, padding(spec)), b),
  }
}
