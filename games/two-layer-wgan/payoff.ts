import * as tf from '@tensorflow/tfjs'
import { hostTensor } from '../../core/host.ts'
import type { Point } from '../../core/point.ts'
import { constant, scalar } from '../../core/scalar.ts'
import type { Side } from '../quadratic-wgan/moments.ts'
import { fullBatch } from '../quadratic-wgan/payoff.ts'
import { allRows } from '../quadratic-wgan/sampling.ts'
import type { Activation, Coefficients } from './activation/activation.ts'
import type { Regulariser } from './dual/dual.ts'
import type { Generator } from './generator/generator.ts'
import { firstMoment } from './means.ts'

/** D(x) = Σⱼ vⱼσ(uⱼᵀx) of rows x [b, d]: [b]. */
export const discriminator =
  ({ apply }: Activation) =>
  (ψ: Point, x: tf.Tensor): tf.Tensor1D => {
    const [U, v] = ψ.blocks() as [tf.Tensor2D, tf.Tensor1D]
    const seen = apply(tf.matMul(x, tf.transpose(U))) as tf.Tensor2D
    return tf.matMul(seen, v.reshape([-1, 1])).reshape([-1])
  }

/** The moments of both sides as tensors: C, m of the data, Σ and ζ of the features (null: I and 0). */
interface MomentTensors {
  readonly C: tf.Tensor
  readonly m: tf.Tensor
  readonly Σ: tf.Tensor | null
  readonly ζ: tf.Tensor | null
}

/** R_g + Σⱼ vⱼ(a·uⱼᵀ(C − S)uⱼ + b·uⱼᵀ(m − g) + κ) for S = WᵀΣW and g = Wᵀζ: the full batch, by moments. */
function byMoments(
  θ: Point,
  ψ: Point,
  { C, m, Σ, ζ }: MomentTensors,
  [a, b, κ]: Coefficients,
  regulariser: Regulariser,
): tf.Scalar {
  const W = θ.blocks()[0] as tf.Tensor2D
  const [U, v] = ψ.blocks() as [tf.Tensor2D, tf.Tensor1D]
  const ΣW = Σ ? tf.matMul(Σ, W) : W
  const parts: tf.Tensor[] = []
  if (a !== 0) {
    const [left, right] = [W, ΣW].map(A => tf.matMul(U, tf.transpose(A as tf.Tensor2D)))
    const quadratic = tf.sub(tf.sum(tf.mul(tf.matMul(U, C as tf.Tensor2D), U), 1), tf.sum(tf.mul(left!, right!), 1))
    parts.push(tf.mul(quadratic, scalar(a)))
  }
  if (b !== 0) {
    const g = ζ ? tf.matMul(ζ.reshape([1, -1]), W) : null
    const apart = g ? tf.sub(m.reshape([1, -1]), g) : m.reshape([1, -1])
    parts.push(tf.mul(tf.matMul(U, tf.transpose(apart as tf.Tensor2D)).reshape([-1]), scalar(b)))
  }
  if (κ !== 0) parts.push(tf.mul(tf.onesLike(v), scalar(κ)))
  const Δ = parts.length > 0 ? parts.reduce((x, y) => tf.add(x, y)) : tf.zerosLike(v)
  const cost = tf.sum(regulariser === 'output' ? tf.mul(W, ΣW) : tf.square(W))
  return tf.add(cost, tf.sum(tf.mul(v, Δ))).asScalar()
}

/** The same for any players on real rows x and latent rows z, whose means over rows are multiplied by the two scales. */
function byRows(
  θ: Point,
  ψ: Point,
  discriminate: ReturnType<typeof discriminator>,
  { generate, decay }: Generator,
  [x, z]: readonly [tf.Tensor, tf.Tensor],
  scales: readonly [real: number, latent: number],
  regulariser: Regulariser,
): tf.Scalar {
  const g = generate(θ, z)
  const weight = (scale: number, rows: tf.Tensor): tf.Scalar => scalar(scale / rows.shape[0])
  const real = tf.mul(tf.sum(discriminate(ψ, x)), weight(scales[0], x))
  const seen = tf.neg(tf.sum(discriminate(ψ, g)))
  if (regulariser === 'output') return tf.add(real, tf.mul(tf.add(tf.sum(tf.square(g)), seen), weight(scales[1], z))).asScalar()
  return tf.add(decay(θ), tf.add(real, tf.mul(seen, weight(scales[1], z)))).asScalar()
}

/** What a payoff is made of, beside the real side and the generator. */
interface Priced {
  readonly activation: Activation
  readonly latents: Side
  readonly regulariser: Regulariser
  readonly batch: number
}

/** The payoff without the critic's decay: by moments where both players allow it and there is no minibatch, else by rows. */
export function payoffOf(
  { activation, latents, regulariser, batch }: Priced,
  real: Side,
  generator: Generator,
): (θ: Point, ψ: Point, rows: readonly [tf.Tensor, tf.Tensor] | null) => tf.Scalar {
  const { features, linear } = generator
  const discriminate = discriminator(activation)
  const moments = activation.coefficients && linear && batch === 0
  const [C, M] = [constant(hostTensor(real.second.to1DArray(), [real.d, real.d])), constant(firstMoment(real))]
  const Σ = features.rows ? constant(hostTensor(features.second.to1DArray(), [features.d, features.d])) : () => null
  const ζ = features.rows ? constant(firstMoment(features)) : () => null
  const [X, Z] = [constant(real.rows!), constant(allRows(latents))]
  return (θ, ψ, rows) => {
    if (!moments) {
      return byRows(θ, ψ, discriminate, generator, rows ?? [X(), Z()], [real.scale, latents.scale], regulariser)
    }
    const [a, b, c] = activation.coefficients
    if (a === 1 && b === 0 && c === 0 && regulariser === 'output') return fullBatch(θ, ψ, C(), Σ())
    const κ: Coefficients = [a, b, c * (real.scale - features.scale)]
    return byMoments(θ, ψ, { C: C(), m: M(), Σ: Σ(), ζ: ζ() }, κ, regulariser)
  }
}
