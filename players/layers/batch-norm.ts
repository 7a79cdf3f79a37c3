import * as tf from '@tensorflow/tfjs'
import { scalar } from '../../core/scalar.ts'
import type { Layer } from './layer.ts'

/** Added to the variance. */
const ε = 1e-5

/**
 * Batch normalization of n channels, the last axis of [b, …, n]:
 *
 *     y = γ(x − μ)/√(σ² + ε) + β      μ, σ²: mean and population variance over all other axes of this batch
 *
 * Blocks: `scale` γ [n], which starts at one, and `shift` β [n], which starts at zero. There are no running statistics: a row of the
 * result depends on the others, when sampling too, and a batch of one row [1, n] gives β. Ioffe and Szegedy, arXiv:1502.03167, Alg. 1.
 */
export const batchNorm = (n: number): Layer => ({
  blocks: [
    { name: 'scale', shape: [n] },
    { name: 'shift', shape: [n] },
  ],
  start: () => [new Float64Array(n).fill(1), new Float64Array(n)],
  at:
    ([γ, β]) =>
    x => {
      const others = x.shape.map((_, axis) => axis).slice(0, -1)
      const centred = tf.sub(x, tf.mean(x, others, true))
      const variance = tf.mean(tf.square(centred), others)
      return tf.add(tf.mul(centred, tf.div(γ!, tf.sqrt(tf.add(variance, scalar(ε))))), β!)
    },
})
