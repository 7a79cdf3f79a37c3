import type * as tf from '@tensorflow/tfjs'
import type { Drawn } from './drawn.ts'
import type { HostTensor } from './host.ts'
import type { Key } from './key.ts'
import type { PictureForm } from './picture.ts'
import type { Point } from './point.ts'
import type { HostTree } from './tree.ts'

/** Each channel of a picture is a digit by itself, independent of the others. */
export interface DataClasses {
  /** Which of our classifiers knows the digits (metrics/classifiers). */
  readonly classifier: 'digits' | 'mnist'
  /** The probability of each class in a channel of a real row, 0 … 9. */
  readonly shares: readonly number[]
}

/** The generator's and the critic's side of a GAN. Rows are samples, of shape [d] or, where they are pictures, perhaps [h, w, c]. */
export interface GanParts<D extends HostTree = HostTree> {
  readonly generator: number
  readonly critic: number
  /** D_ψ(x): [b, …d] → [b]. */
  discriminate(ψ: Point, x: tf.Tensor): tf.Tensor1D
  /** G_θ(latent): [b, d_z] → [b, …d]. */
  generate(θ: Point, latent: tf.Tensor): tf.Tensor
  /** The real batch and the generator's input in a draw. */
  real(ξ: Drawn<D>): tf.Tensor
  latent(ξ: Drawn<D>): tf.Tensor
  /** n latent rows for sampling. */
  drawLatent(key: Key, n: number): HostTensor
  /** The law of these rows, as one writes it: `N(0, I)`. */
  readonly prior?: string
  /** n fresh real rows, drawn or resampled from the data. */
  drawReal(key: Key, n: number): HostTensor
  /** n real rows that training never sees, where the data have such rows: fresh ones of a law, those held out of a finite set. */
  drawHeldOut?(key: Key, n: number): HostTensor
  /** Modes of a mixture with known centres, for mode counting; their weights are equal where absent, and need not sum to 1. */
  readonly modes?: { readonly centres: HostTensor; readonly sd: number; readonly weights?: readonly number[] }
  /** Classes of the pictures' channels, where the data have labels and we have a classifier of such pictures. */
  readonly classes?: DataClasses
  /** How a row is seen, where it is a picture. */
  readonly picture?: PictureForm
  /** Of a strategy that is a mixture of generators: the weight of each, and the strategy that plays it alone. Weights sum to 1. */
  components?(θ: Point): readonly { readonly weight: number; readonly pure: Point }[]
  /** A row is an affine map of its latent row, and its entries are levels of a picture. */
  readonly affine?: true
}
