import * as tf from '@tensorflow/tfjs'

/** The expectation of a value a row, [b] → scalar. */
export type Expectation = (x: tf.Tensor) => tf.Scalar
/** A loss from the critic's scores D(x) of the real rows and D(G(z)) of the generated ones, each [b]; E is the mean where absent. */
type Loss = (real: tf.Tensor, fake: tf.Tensor, E?: Expectation) => tf.Scalar

/** Both losses of a GAN; both are minimised. The critic scores real rows high. */
export interface GanLoss {
  /** The generator's loss is the critic's with its sign changed. */
  readonly zeroSum: boolean
  readonly generator: Loss
  readonly critic: Loss
}

const mean: Expectation = x => tf.mean(x)
const negative =
  (loss: Loss): Loss =>
  (real, fake, E) =>
    tf.neg(loss(real, fake, E))

/** −E log σ(D(x)) − E log(1 − σ(D(G))), by −log σ(t) = softplus(−t). */
const crossEntropy: Loss = (real, fake, E = mean) => tf.add(E(tf.softplus(tf.neg(real))), E(tf.softplus(fake)))
/** E D(G) − E D(x). */
const difference: Loss = (real, fake, E = mean) => tf.sub(E(fake), E(real))

export const lossNames = ['minimax', 'non-saturating', 'wasserstein', 'least-squares', 'hinge'] as const
export type LossName = (typeof lossNames)[number]

/**
 * Losses of a GAN by name. In the zero-sum ones the generator's loss has the real term too, which its gradient does not see.
 *
 *     minimax          ℓ_G = E log σ(D(x)) + E log(1 − σ(D(G)))     ℓ_D = −ℓ_G                                 arXiv:1406.2661, (1)
 *     non-saturating   ℓ_G = −E log σ(D(G))                         ℓ_D as in minimax                          arXiv:1406.2661, section 3
 *     wasserstein      ℓ_G = E D(x) − E D(G)                        ℓ_D = −ℓ_G                                 arXiv:1701.07875, (2)
 *     least-squares    ℓ_G = ½E(D(G) − 1)²                          ℓ_D = ½E(D(x) − 1)² + ½E D(G)²             arXiv:1611.04076, (9)
 *     hinge            ℓ_G = −E D(G)                                ℓ_D = E(1 − D(x))₊ + E(1 + D(G))₊          arXiv:1705.02894
 */
export const ganLosses: Readonly<Record<LossName, GanLoss>> = {
  'minimax': { zeroSum: true, generator: negative(crossEntropy), critic: crossEntropy },
  'non-saturating': { zeroSum: false, generator: (_, fake, E = mean) => E(tf.softplus(tf.neg(fake))), critic: crossEntropy },
  'wasserstein': { zeroSum: true, generator: negative(difference), critic: difference },
  'least-squares': {
    zeroSum: false,
    generator: (_, fake, E = mean) => tf.mul(E(tf.square(tf.sub(fake, 1))), 0.5),
    critic: (real, fake, E = mean) => tf.mul(tf.add(E(tf.square(tf.sub(real, 1))), E(tf.square(fake))), 0.5),
  },
  'hinge': {
    zeroSum: false,
    generator: (_, fake, E = mean) => tf.neg(E(fake)),
    critic: (real, fake, E = mean) => tf.add(E(tf.relu(tf.sub(1, real))), E(tf.relu(tf.add(fake, 1)))),
  },
}
