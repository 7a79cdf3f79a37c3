import * as tf from '@tensorflow/tfjs'
import { constant as offTape } from '../../core/calculus/constant.ts'
import { hostTensor, sizeOf, type HostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { constant, scalar } from '../../core/scalar.ts'
import type { Layer, MatrixLayer } from './layer.ts'

/** x/max(‖x‖, 1e-12) */
const unit = (x: tf.Tensor): tf.Tensor => tf.div(x, tf.maximum(tf.sqrt(tf.sum(tf.square(x))), scalar(1e-12)))

/** Where the power method begins: a standard normal vector of n entries, always the same. */
export const firstVector = (n: number): HostTensor => hostTensor(key(0).fold('spectral-norm').normal(n), [n, 1])

/**
 * The largest singular value of a matrix M [m, n], from below, by the power method from u₀ [n, 1]:
 *
 *     v ← Mu/‖Mu‖,  u ← Mᵀv/‖Mᵀv‖      `iterations` times;  σ = vᵀMu
 *
 * Of normal matrices, the slowest case, ten passes give 97 % of it on average, five 93 to 96 %, one 73 to 80 %
 * (test/fixtures/convolutional.json).
 *
 * u and v are constants to differentiation, as in Miyato et al., arXiv:1802.05957, Alg. 1 and (9): dσ = vᵀ dM u. In the limit that is
 * the derivative of σ; before, σ also moves by u and v, which this leaves out. The second derivative of σ is zero here, where that of
 * the largest singular value is not. So with it a game follows a semi-gradient (`GameClaims.semiGradient`).
 */
export function largestSingularValue(M: tf.Tensor, u0: tf.Tensor, iterations: number): tf.Scalar {
  const left = (u: tf.Tensor): tf.Tensor => unit(tf.matMul(M, u))
  const right = (v: tf.Tensor): tf.Tensor => unit(tf.matMul(M, v, true))
  const v = offTape(() => {
    let u = u0
    for (let i = 1; i < iterations; i++) u = right(left(u))
    return left(u)
  })
  const u = offTape(() => right(v))
  return tf.sum<tf.Scalar>(tf.mul(v, tf.matMul(M, u)))
}

/**
 * The layer with W/σ(W) in place of W, W as a matrix of one column an output: of a convolution [k²·from, to]. Pure: Miyato et al. keep
 * u from step to step and do one pass a step, here each call does all of its passes from the same first vector.
 */
export function spectralNorm(layer: MatrixLayer, iterations: number): Layer {
  const [{ shape }] = layer.blocks as readonly [Layer['blocks'][number]]
  const n = shape[layer.outputs]!
  const u0 = constant(firstVector(n))
  const axes = shape.map((_, axis) => axis)
  const order = [...axes.filter(axis => axis !== layer.outputs), layer.outputs]
  const last = layer.outputs === shape.length - 1
  const matrix = (w: tf.Tensor): tf.Tensor => tf.reshape(last ? w : tf.transpose(w, order), [sizeOf(shape) / n, n])
  return {
    ...layer,
    at: ([w, ...others]) => layer.at([tf.div(w!, largestSingularValue(matrix(w!), u0(), iterations)), ...others]),
  }
}
