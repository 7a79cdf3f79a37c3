import * as tf from '@tensorflow/tfjs'
import { Matrix, SingularValueDecomposition as SVD } from 'ml-matrix'
import type { HostTensor } from '../../../core/host.ts'
import { hostPoint, type Layout, type Point } from '../../../core/point.ts'
import { Refusal } from '../../../core/refusal.ts'
import { scalar } from '../../../core/scalar.ts'
import { free } from '../../../core/set/sets.ts'
import { sideOf, type Normalisation } from '../../quadratic-wgan/moments.ts'
import { steepest, type Steepest } from '../dual/relu-mean-matching.ts'
import { rowsOf } from '../relu/zonotopes.ts'
import type { Generator } from './generator.ts'
import { reluFeatures } from './relu-features.ts'
import { leastNeurons } from './relu-weights.ts'

/**
 * G(z) = W₂ᵀ(W₁ᵀz)₊ with h neurons: W₁ [d_z, h] and W₂ [h, d] start at entries from N(0, sd²). R_g of `weights` is ½(‖W₁‖² + ‖W₂‖²).
 * Over the latent rows its columns lie in the span of all (Zu)₊, which `features` are a basis of. `weights` says what it attains a matrix with: `any`,
 * the sampled features themselves, or the `least` weight decay, by a cone program for every direction of the matrix.
 */
export function reluGenerator(
  id: string,
  latents: HostTensor,
  normalise: Normalisation,
  h: number,
  d: number,
  sd: number,
  weights: 'any' | 'least',
): Generator {
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
  /** W₁ and W₂ of neurons row·(wᵀz)₊, with ‖w₁‖ = ‖w₂‖: the least ½(‖w₁‖² + ‖w₂‖²) of the same map. */
  const blocks = (neurons: readonly { readonly w: Float64Array; readonly row: readonly number[] }[]): number[][] => {
    if (neurons.length > h) {
      throw new Refusal(`${id}: this generated matrix needs neurons of the generator of at least ${neurons.length}, got ${h}`)
    }
    const [W1, W2] = [new Matrix(dz, h), new Matrix(h, d)]
    neurons.forEach(({ w, row }, j) => {
      const balance = Math.sqrt(Math.hypot(...row) / Math.hypot(...w))
      w.forEach((x, i) => W1.set(i, j, x * balance))
      row.forEach((x, i) => W2.set(j, i, x / balance))
    })
    return [W1.to1DArray(), W2.to1DArray()]
  }
  /** Every direction of G = Σ g_r v_rᵀ by neurons of its own, of the least weight decay: the least of all where G has rank 1. */
  const least = async (G: Matrix): Promise<number[][]> => {
    const { leftSingularVectors: L, rightSingularVectors: V, diagonal: σ } = new SVD(G, { autoTranspose: true })
    const kept = σ.map((size, r) => ({ size, r })).filter(({ size }) => size > 1e-9 * σ[0]!)
    const neurons: { w: Float64Array; row: number[] }[] = []
    for (const { size, r } of kept) {
      const found = await leastNeurons(Z.to2DArray().map(z => Float64Array.from(z)), L.getColumn(r).map(x => x * size), `${id}: latent (Z)`) // prettier-ignore
      neurons.push(...found.map(({ w, sign }) => ({ w, row: V.getColumn(r).map(x => x * sign) })))
    }
    return blocks(neurons)
  }
  let found: Steepest | null = null
  const means: Generator['means'] = () => {
    found ??= steepest(rowsOf(Z, features.scale / n), dz, `${id}: latent (Z)`)
    const { h: largest, w } = found
    const attain = (g: readonly number[]): number[][] => blocks(g.some(x => x !== 0) ? [{ w, row: g.map(x => x / largest) }] : [])
    return { steepest: found, attain }
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
      if (weights === 'least') return () => least(Matrix.from1DArray(n, features.d, Array.from(columns.values)).mmul(A))
      const used = directions.map((u, i) => ({ w: Float64Array.from(u), row: A.getRow(i) }))
      const made = blocks(used.filter(({ row }) => row.some(x => x !== 0)))
      return () => made
    },
    means,
  }
}
