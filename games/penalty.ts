import * as tf from '@tensorflow/tfjs'
import { gradients } from '../core/calculus/gradient.ts'
import type { Drawn, Game, GanParts } from '../core/contract.ts'
import { hostTensor, type HostTensor } from '../core/host.ts'
import type { Point } from '../core/point.ts'
import { scalar } from '../core/scalar.ts'
import type { HostTree } from '../core/tree.ts'

/** A penalty on the critic's gradient by its input. */
export type Penalty =
  | { readonly kind: 'none' }
  /** γ/2·E‖∇D(x)‖² at the real rows, γ = weight ≥ 0 (arXiv:1801.04406, (9)). */
  | { readonly kind: 'r1'; readonly weight: number }
  /** γ/2·E‖∇D(G(z))‖² at the generated rows (arXiv:1801.04406, (10)). */
  | { readonly kind: 'r2'; readonly weight: number }
  /** λ·E(‖∇D(x̂)‖ − target)², x̂ = εx + (1 − ε)G(z), ε ~ U[0, 1] one a row (arXiv:1704.00028, (3) with target 1). */
  | { readonly kind: 'gp'; readonly weight: number; readonly target: number }

type Records = Readonly<Record<string, HostTree>>
/** A draw with one ε a row beside it. */
export type Penalised<D extends HostTree> = D & { readonly ε: HostTensor }

/** ‖∇ₓD(x)‖² of each row, [b]. */
function squaredSlopes<D extends HostTree>(gan: GanParts<D>, ψ: Point, x: tf.Tensor): tf.Tensor1D {
  const [slope] = gradients(() => tf.sum(gan.discriminate(ψ, x)), [x]).grads
  return tf.sum(tf.square(slope!.reshape([x.shape[0], -1])), 1)
}

/**
 * The game with the penalty added to the critic's loss. The norm is taken row by row; where the gradient is 0, that of its norm is 0.
 * The generated points move with θ, so that Jacobians of the field see them, although the critic alone pays.
 *
 * Claims about the old field are dropped, but not `semiGradient`. `gp` adds one number ε a row to the draw: `rows` is the number of
 * rows of a batch. Throws where the game has no GAN parts.
 */
export function withPenalty<D extends Records>(game: Game<D>, penalty: Penalty, rows: number): Game<D> {
  if (penalty.kind === 'none') return game
  const { gan } = game
  if (!gan)
    throw new Error(`game '${game.id}' has no critic whose gradient the penalty ${penalty.kind} could take; only a GAN has`)
  const generated = (z: { at(i: number): Point }, ξ: Drawn<D>): tf.Tensor => gan.generate(z.at(gan.generator), gan.latent(ξ))
  const value = (z: { at(i: number): Point }, ξ: Drawn<D>): tf.Scalar => {
    const ψ = z.at(gan.critic)
    if (penalty.kind !== 'gp') {
      const x = penalty.kind === 'r1' ? gan.real(ξ) : generated(z, ξ)
      return tf.mul(tf.mean(squaredSlopes(gan, ψ, x)), scalar(penalty.weight / 2))
    }
    const [x, fake] = [gan.real(ξ), generated(z, ξ)]
    const { ε } = ξ as unknown as { ε: tf.Tensor }
    const share = ε.reshape([rows, ...x.shape.slice(1).map(() => 1)])
    const between = tf.add(tf.mul(share, x), tf.mul(tf.sub(1, share), fake))
    const excess = tf.sub(tf.sqrt(squaredSlopes(gan, ψ, between)), scalar(penalty.target))
    return tf.mul(tf.mean(tf.square(excess)), scalar(penalty.weight))
  }
  const { semiGradient } = game.claims
  return {
    ...game,
    claims: semiGradient ? { semiGradient } : {},
    ...(penalty.kind === 'gp'
      ? {
          sample: key =>
            ({ ...game.sample(key), ε: hostTensor(key.fold('penalty').uniform(rows), [rows]) }) satisfies Penalised<D>,
        }
      : {}),
    loss: (i, z, ξ) => (i === gan.critic ? tf.add(game.loss(i, z, ξ), value(z, ξ)) : game.loss(i, z, ξ)),
  }
}
