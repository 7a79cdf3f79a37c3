import * as tf from '@tensorflow/tfjs'
import { int, num, variant } from '../../core/config/options.ts'
import { hostTensor } from '../../core/host.ts'
import type { Key } from '../../core/key.ts'
import { constant } from '../../core/scalar.ts'

/** φ: ℝᵈ → ℝᵐ, row by row: on the host, and of a tensor [b, d] → [b, m]. */
export interface Features {
  readonly size: number
  host(x: readonly number[]): number[]
  tensor(x: tf.Tensor): tf.Tensor
}

export const featuresOption = () =>
  variant(
    {
      identity: {},
      hermite: { degree: int('q', 2, 'He₁(xᵢ), …, He_q(xᵢ) of every entry: x, x² − 1, x³ − 3x, …', { min: 1, max: 16 }) },
      random: {
        count: int('m', 32, 'features √(2/m)·cos(wᵀx + b), drawn once', { min: 1, max: 256 }),
        scale: num('ℓ', 1, 'entries of w are N(0, 1/ℓ²)', { above: 0 }),
      },
    },
    'hermite',
    'what the critic is linear in',
    'φ',
  )
export type FeaturesChoice = ReturnType<ReturnType<typeof featuresOption>['parse']>

/** He_{k+1}(x) = x·He_k(x) − k·He_{k−1}(x), the polynomials orthogonal under N(0, 1). */
const hermite = (d: number, q: number): Features => ({
  size: d * q,
  host: x => {
    const rows = [x.map(() => 1), [...x]]
    for (let k = 1; k < q; k++) rows.push(x.map((a, i) => a * rows[k]![i]! - k * rows[k - 1]![i]!))
    return rows.slice(1).flat()
  },
  tensor: x => {
    const rows: tf.Tensor[] = [tf.onesLike(x), x]
    for (let k = 1; k < q; k++) rows.push(tf.sub(tf.mul(x, rows[k]!), tf.mul(rows[k - 1]!, k)))
    return q === 1 ? x : tf.concat(rows.slice(1), 1)
  },
})

/** Random Fourier features of a Gaussian kernel (Rahimi and Recht 2007). */
function fourier(d: number, m: number, scale: number, key: Key): Features {
  const [W, b] = [
    key.fold('w').normal(d * m, 0, 1 / scale),
    key
      .fold('b')
      .uniform(m)
      .map(u => 2 * Math.PI * u),
  ]
  const size = Math.sqrt(2 / m)
  const [weights, phases, height] = [constant(hostTensor(W, [d, m])), constant(hostTensor(b, [m])), constant([size], [])]
  return {
    size: m,
    host: x => Array.from(b, (phase, k) => size * Math.cos(x.reduce((s, v, i) => s + v * W[i * m + k]!, phase))),
    tensor: x => tf.mul(tf.cos(tf.add(tf.matMul(x as tf.Tensor2D, weights() as tf.Tensor2D), phases())), height()),
  }
}

export function featuresOf(choice: FeaturesChoice, d: number, key: Key): Features {
  if (choice.kind === 'identity') return { size: d, host: x => [...x], tensor: x => x }
  return choice.kind === 'hermite' ? hermite(d, choice.degree) : fourier(d, choice.count, choice.scale, key)
}
