import * as tf from '@tensorflow/tfjs'
import type { Point } from '../../core/point.ts'
import { scalar } from '../../core/scalar.ts'

/** D(x) = Σⱼ vⱼ(uⱼᵀx)² of rows x [b, d]: [b]. */
export function discriminate(ψ: Point, x: tf.Tensor): tf.Tensor1D {
  const [U, v] = ψ.blocks() as [tf.Tensor2D, tf.Tensor1D]
  const squares = tf.square(tf.matMul(x as tf.Tensor2D, tf.transpose(U)))
  return tf.matMul(squares, v.reshape([-1, 1])).reshape([-1])
}

/** G(z) = Wᵀz of rows z [b, d_z]: [b, d]. */
export function generate(θ: Point, z: tf.Tensor): tf.Tensor {
  return tf.matMul(z, θ.blocks()[0] as tf.Tensor2D)
}

/**
 * V = tr S + Σⱼ vⱼuⱼᵀ(C − S)uⱼ for S = WᵀΣW, of second moments C [d, d] and Σ [d_z, d_z] (null for I). uᵀCu is taken as ⟨uC, u⟩ and
 * uᵀSu as ⟨uWᵀ, u(ΣW)ᵀ⟩: no d×d matrix is made.
 */
export function fullBatch(θ: Point, ψ: Point, C: tf.Tensor, Σ: tf.Tensor | null): tf.Scalar {
  const W = θ.blocks()[0] as tf.Tensor2D
  const [U, v] = ψ.blocks() as [tf.Tensor2D, tf.Tensor1D]
  const ΣW = Σ ? tf.matMul(Σ, W) : W
  const generated = (A: tf.Tensor2D): tf.Tensor2D => tf.matMul(U, tf.transpose(A))
  const UW = generated(W)
  const uSu = tf.sum(tf.mul(UW, Σ ? generated(ΣW as tf.Tensor2D) : UW), 1)
  const uCu = tf.sum(tf.mul(tf.matMul(U, C as tf.Tensor2D), U), 1)
  return tf.add(tf.sum(tf.mul(W, ΣW)), tf.sum(tf.mul(v, tf.sub(uCu, uSu))))
}

/** The same on real rows x and latents z, whose means over rows are multiplied by the two scales. */
export function minibatch(
  θ: Point,
  ψ: Point,
  x: tf.Tensor,
  z: tf.Tensor,
  scales: readonly [real: number, latent: number],
): tf.Scalar {
  const g = generate(θ, z)
  const generated = tf.sub(tf.sum(tf.square(g)), tf.sum(discriminate(ψ, g)))
  const weight = (scale: number, rows: tf.Tensor): tf.Scalar => scalar(scale / rows.shape[0])
  return tf.add(tf.mul(tf.sum(discriminate(ψ, x)), weight(scales[0], x)), tf.mul(generated, weight(scales[1], z)))
}
