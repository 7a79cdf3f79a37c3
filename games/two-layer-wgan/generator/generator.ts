import type * as tf from '@tensorflow/tfjs'
import type { Matrix } from 'ml-matrix'
import type { Player, Soon } from '../../../core/contract.ts'
import type { Point } from '../../../core/point.ts'
import type { Side } from '../../quadratic-wgan/moments.ts'
import type { Generated, Regulariser } from '../dual/dual.ts'
import type { Steepest } from '../dual/relu-mean-matching.ts'

/** A generator G_θ with what the convex programs see of it. */
export interface Generator {
  readonly player: Player
  /** G_θ(z) of rows z [b, d_z]: [b, d]. */
  generate(θ: Point, z: tf.Tensor): tf.Tensor
  /** R_g of `weights`. */
  decay(θ: Point): tf.Scalar
  /** Rows Φ in whose span the columns of G_θ(Z) lie; a generator `linear` in its weights θ = W [p, d] is ΦW. */
  readonly features: Side
  readonly linear: boolean
  /** G_θ(Z) over the latent rows, on the host: [n, d]. */
  rows(θ: Point): Matrix
  /** On the host: R_g, E GᵀG and E G over the latents. */
  seen(θ: Point, regulariser: Regulariser): Generated
  /** How to make blocks of θ with G_θ(Z) = ΦA, for A [p, d]. Throws a Refusal, at once where that is known, if it has too few neurons. */
  attain(A: Matrix): () => Soon<readonly ArrayLike<number>[]>
  /** Of hidden neurons (wᵀz)₊ under weight decay: the one of largest mean, and blocks of θ by which it alone makes a mean g at the least decay. */
  readonly means?: () => { readonly steepest: Steepest; readonly attain: (g: readonly number[]) => readonly ArrayLike<number>[] }
}
