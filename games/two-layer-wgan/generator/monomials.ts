import * as tf from '@tensorflow/tfjs'
import { hostTensor, type HostTensor } from '../../../core/host.ts'
import { constant } from '../../../core/scalar.ts'

/** All monomials of degree at most 2 of d variables: 1, zᵢ, and zᵢzⱼ for j ≤ i. Their number. */
export const monomialCount = (d: number): number => ((d + 1) * (d + 2)) / 2

/** Of rows [n, d] on the host: [n, (d + 1)(d + 2)/2]. */
export function monomials({ values, shape }: HostTensor): HostTensor {
  const [n, d] = shape as [number, number]
  const rows = Array.from({ length: n }, (_, r) => {
    const z = Array.from(values.slice(r * d, (r + 1) * d))
    return [1, ...z, ...z.flatMap((x, i) => z.slice(0, i + 1).map(y => x * y))]
  })
  return hostTensor(rows.flat(), [n, monomialCount(d)])
}

/** Of rows of tensors [b, d]. */
export function monomialTensor(d: number): (z: tf.Tensor) => tf.Tensor {
  const pairs = Array.from({ length: d }, (_, i) => Array.from({ length: i + 1 }, (_, j) => i * d + j)).flat()
  const picked = new Float64Array(d * d * pairs.length)
  pairs.forEach((at, column) => (picked[at * pairs.length + column] = 1))
  const pick = constant(picked, [d * d, pairs.length])
  return z => {
    const outer = tf.mul(tf.reshape(z, [-1, d, 1]), tf.reshape(z, [-1, 1, d]))
    const ones = tf.onesLike(tf.slice(z, [0, 0], [-1, 1]))
    return tf.concat([ones, z, tf.matMul(tf.reshape(outer, [-1, d * d]), pick() as tf.Tensor2D)], 1)
  }
}
