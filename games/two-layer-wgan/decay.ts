import * as tf from '@tensorflow/tfjs'
import { choice } from '../../core/config/options.ts'
import type { Point } from '../../core/point.ts'
import { scalar } from '../../core/scalar.ts'

export type Decay = 'l1' | 'half-squares' | 'squares' | 'cubes'
/** What the critic pays for its neurons. */
export const decayOption = choice(
  ['l1', 'half-squares', 'squares', 'cubes'],
  'l1',
  "the critic's weight decay: l1 is β‖v‖₁ by prox on unit neurons; half-squares (β/2)Σ(‖u‖² + v²), squares βΣ(‖u‖² + v²) and cubes βΣ(‖u‖³ + |v|³) are part of the losses, on free neurons",
)

/**
 * β_d of the dual constraint max_u |Δ(u)| ≤ β_d, or the reason why there is none. For σ(αt) = α^kσ(t) the critic stays as it is
 * under u → αu, v → v/α^k, and the least decay over α is a multiple of Σ‖u‖^k|v|:
 *
 *     k = 1:  (β/2)(‖u‖² + v²) → β‖u‖|v|          β(‖u‖² + v²) → 2β‖u‖|v|
 *     k = 2:  β(‖u‖³ + |v|³) → (2^{1/3} + 2^{−2/3})β‖u‖²|v|
 *
 * Squares for k = 2 give a concave power, (‖u‖²|v|)^{2/3}: the inner maximum is +∞ unless all moments match exactly. Cubes for k = 1
 * give (‖u‖|v|)^{3/2}, under which no constraint is hard.
 */
export function effectiveDecay(decay: Decay, degree: 1 | 2 | null, β: number): number | string {
  if (decay === 'l1') return β
  if (degree === null) return `decay=${decay} is a norm of the critic only where its activation is homogeneous; decay=l1 is valid`
  if (decay === 'cubes') {
    return degree === 2
      ? (2 ** (1 / 3) + 2 ** (-2 / 3)) * β
      : 'decay=cubes of a critic of degree 1 is a power 3/2, which bounds nothing; l1, half-squares and squares are valid'
  }
  if (degree === 1) return decay === 'squares' ? 2 * β : β
  return (
    `decay=${decay} of a quadratic critic is a power 2/3, concave: the inner maximum is infinite unless all second moments match ` +
    'exactly; l1 and cubes are valid'
  )
}

/** The decay as part of the losses, at U [m, d] and v [m]; null where it is taken by prox. */
export function decayTerm(decay: Decay, β: number): ((ψ: Point) => tf.Scalar) | null {
  if (decay === 'l1') return null
  return ψ => {
    const [U, v] = ψ.blocks() as [tf.Tensor2D, tf.Tensor1D]
    if (decay === 'cubes') {
      const squares = tf.sum(tf.square(U), 1)
      const cubes = tf.add(tf.sum(tf.mul(squares, tf.sqrt(squares))), tf.sum(tf.mul(tf.square(v), tf.abs(v))))
      return tf.mul(cubes, scalar(β)).asScalar()
    }
    const squares = tf.add(tf.sum(tf.square(U)), tf.sum(tf.square(v)))
    return tf.mul(squares, scalar(decay === 'squares' ? β : β / 2)).asScalar()
  }
}
