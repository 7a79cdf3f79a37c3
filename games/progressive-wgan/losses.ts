import * as tf from '@tensorflow/tfjs'
import type { Game, GanParts, Network } from '../../core/contract.ts'
import { hostTensor, type HostTensor } from '../../core/host.ts'
import { constant, scalar } from '../../core/scalar.ts'
import { withPenalty, type Penalty } from '../penalty.ts'
import { centred, score, type Pyramid } from './players.ts'
import { pool } from './resize.ts'

/** A minibatch: real pictures of the last size [b, h, w, c] and latent rows [b, L]. */
export type Batch = Readonly<{ real: HostTensor; latent: HostTensor }>

export interface Terms {
  readonly penalty: Penalty
  /** ε: weight of E D(x)² in the critic's loss. */
  readonly drift: number
  /** ω: weight of the mean of G(z)² over entries in the generator's loss. */
  readonly output: number
  readonly batch: number
}

/**
 * Stage s as a game of its own, on centred pictures of its size:
 *
 *     ℓ_G = E D(x) − E D(G(z)) + ω·mean G(z)²,   ℓ_D = E D(G(z)) − E D(x) + ε·E D(x)² + the penalty on D's slope
 */
export function stageGame(
  all: Pyramid,
  s: number,
  { penalty, drift, output, batch }: Terms,
  players: readonly [Network, Network],
  parts: GanParts<Batch>,
  sample: Game<Batch>['sample'],
): Game<Batch> {
  const { size, d } = all.stages[s]!
  const side = all.stages.at(-1)!.size
  const mean = constant(hostTensor(all.means[s]!, [1, d]))
  const gan: GanParts<Batch> = {
    ...parts,
    discriminate: (ψ, x) => score(all, ψ, x, s),
    generate: (θ, latent) => centred(all, θ, latent, s, true),
    real: ξ => tf.sub(pool(ξ.real as tf.Tensor4D, side / size).reshape([-1, d]), mean()),
  }
  const plain: Game<Batch> = {
    id: 'progressive-wgan',
    players,
    claims: { semiGradient: true },
    sample,
    loss: (i, z, ξ) => {
      const G = gan.generate(z.at(0), gan.latent(ξ))
      const real = gan.discriminate(z.at(1), gan.real(ξ))
      const difference = tf.sub<tf.Scalar>(tf.mean(real), tf.mean(gan.discriminate(z.at(1), G)))
      const plus = (loss: tf.Scalar, weight: number, x: tf.Tensor): tf.Scalar =>
        weight === 0 ? loss : tf.add(loss, tf.mul(tf.mean(tf.square(x)), scalar(weight)))
      return i === 0 ? plus(difference, output, G) : plus(tf.neg(difference), drift, real)
    },
    gan,
  }
  return withPenalty(plain, penalty, batch)
}
