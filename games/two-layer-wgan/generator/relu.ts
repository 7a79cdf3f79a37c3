import * as tf from '@tensorflow/tfjs'
import { Matrix } from 'ml-matrix'
import type { HostTensor } from '../../../core/host.ts'
import { hostPoint, type Layout, type Point } from '../../../core/point.ts'
import { Refusal } from '../../../core/refusal.ts'
import { scalar } from '../../../core/scalar.ts'
import { free } from '../../../core/set/sets.ts'
import { sideOf, type Normalisation } from '../../quadratic-wgan/moments.ts'
import type { Generator } from './generator.ts'
import { reluFeatures } from './relu-features.ts'

/**
 * G(z) = W₂ᵀ(W₁ᵀz)₊ with h neurons: W₁ [d_z, h] and W₂ [h, d] start at entries from N(0, sd²). R_g of `weights` is ½(‖W₁‖² + ‖W₂‖²).
 * Over the latent rows its columns lie in the span of all (Zu)₊, which `features` are a basis of.
 */
export function reluGenerator(
  id: string,
  latents: HostTensor,
  normalise: Normalisation,
  h: number,
  d: number,
  sd: number,
): Generator {
  // prettier-ignore
  const [n, dz] = latents.shape as [number, number]
  const { directions, columns } = reluFeatures(latents)
  const features = sideOf(`${id}: latent (Z)`, columns, normalise)
  const layout: Layout = [
    { name: 'W1', shape: [dz, h] },
    { name: 'W2', shape: [h, d] },
  ]
  const Z = Matrix.from1DArray(n, dz, Array.from(latents.values))
  const rows = (θ: Point): Matrix => {
    const [W1, W2] = θ.hostBlocks().map((w, i) => Matrix.from1DArray(i === 0 ? dz : h, i === 0 ? h : d, Array.from(w))) as [Matrix, Matrix] // prettier-ignore
    const hidden = Z.mmul(W1)
    for (let i = 0; i < n; i++) for (let j = 0; j < h; j++) hidden.set(i, j, Math.max(hidden.get(i, j), 0))
    return hidden.mmul(W2)
  }
  return {
    player: {
      id: 'generator',
      set: free,
      start: key => hostPoint(layout, [key.fold('W1').normal(dz * h, 0, sd), key.fold('W2').normal(h * d, 0, sd)]),
    },
    generate: (θ, z) => {
      const [W1, W2] = θ.blocks() as [tf.Tensor2D, tf.Tensor2D]
      return tf.matMul(tf.relu(tf.matMul(z as tf.Tensor2D, W1)), W2)
    },
    decay: θ => tf.mul(tf.sum(tf.square(θ.tensor)), scalar(0.5)).asScalar(),
    features,
    linear: false,
    rows,
    seen: (θ, regulariser) => {
      const G = rows(θ)
      const weight = features.scale / n
      const second = Matrix.mul(G.transpose().mmul(G), weight)
      const cost = regulariser === 'output' ? second.trace() : θ.host.reduce((s, w) => s + w * w, 0) / 2
      return { cost, second: Matrix.add(second, second.transpose()).mul(0.5), first: G.sum('column').map(x => x * weight) }
    },
    attain: A => {
      const used = directions.map((u, i) => ({ u, row: A.getRow(i) })).filter(({ row }) => row.some(x => x !== 0))
      if (used.length > h) {
        throw new Refusal(`${id}: this generated matrix needs neurons of the generator of at least ${used.length}, got ${h}`)
      }
      const [W1, W2] = [new Matrix(dz, h), new Matrix(h, d)]
      used.forEach(({ u, row }, j) => {
        const balance = Math.sqrt(Math.hypot(...row)) // ‖w₁‖ = ‖w₂‖: the least ½(‖w₁‖² + ‖w₂‖²) of the same map
        u.forEach((x, i) => W1.set(i, j, x * balance))
        row.forEach((x, i) => W2.set(j, i, x / balance))
      })
      return [W1.to1DArray(), W2.to1DArray()]
    },
  }
}
