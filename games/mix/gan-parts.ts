import * as tf from '@tensorflow/tfjs'
import type { GanParts } from '../../core/contract.ts'
import { hostTensor, type HostTensor } from '../../core/host.ts'
import { constant } from '../../core/scalar.ts'
import type { Point } from '../../core/point.ts'
import type { HostTree } from '../../core/tree.ts'
import type { MixedPlayer } from './player.ts'

/** The golden ratio's part: u + k·this, modulo 1, is spread evenly over [0, 1) in every run of k; in single precision none is 1. */
const golden = (Math.sqrt(5) - 1) / 2
const spreadFrom = (u: number, n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, k) => Math.min((u + k * golden) % 1, 1 - 2 ** -24))
/** The latents with one more column. */
const beside = ({ values, shape: [n, d] }: HostTensor, column: Float64Array): HostTensor =>
  hostTensor(Array.from({ length: n! }, (_, k) => [...values.subarray(k * d!, (k + 1) * d!), column[k]!]).flat(), [n!, d! + 1])

function softmax(α: ArrayLike<number>): Float64Array {
  const most = Math.max(...Array.from(α))
  const e = Float64Array.from(α, a => Math.exp(a - most))
  const sum = e.reduce((a, b) => a + b, 0)
  return e.map(x => x / sum)
}

/**
 * A GAN's parts between mixtures. A row of G is that of one component, drawn by w: the latents have a last column u in [0, 1), and the component is the
 * one in whose part of [0, 1) u lies. D is Σ wⱼDⱼ(x), for display; the game takes the mean of the losses and not the loss of this mean.
 */
export function mixedGan<D extends HostTree>(gan: GanParts<D>, generators: MixedPlayer, critics: MixedPlayer): GanParts<D> {
  const generate: GanParts<D>['generate'] = (θ, latent) => {
    const { components, logWeights } = generators.parts(θ)
    const [z, u] = tf.split(latent, [latent.shape[1]! - 1, 1], 1) as [tf.Tensor, tf.Tensor]
    const rows = components.map(x => gan.generate(x, z))
    if (!logWeights) return rows[0]!
    const w = tf.split(tf.exp(logWeights), components.length)
    const column = u.reshape([-1, ...rows[0]!.shape.slice(1).map(() => 1)])
    /** 1 where the component is the j-th or a later one. */
    const from = (at: tf.Tensor): tf.Tensor => tf.cast(tf.greaterEqual(column, at), 'float32')
    const starts = w.map((_, j) => (j === 0 ? tf.onesLike(column) : from(w.slice(0, j).reduce((a, b) => tf.add(a, b)))))
    const drawn = rows.map((row, j) => tf.mul(j + 1 < w.length ? tf.sub(starts[j]!, starts[j + 1]!) : starts[j]!, row))
    return drawn.reduce((a, b) => tf.add(a, b))
  }
  return {
    ...gan,
    discriminate: (ψ, x) => {
      const { components, logWeights } = critics.parts(ψ)
      const scores = components.map(c => gan.discriminate(c, x))
      if (!logWeights) return scores[0]!
      const w = tf.split(tf.exp(logWeights), components.length)
      return scores.map((s, j) => tf.mul<tf.Tensor1D>(s, w[j]!)).reduce((a, b) => tf.add(a, b))
    },
    generate,
    components: θ => {
      const logits = θ.layout.findIndex(({ name }) => name === 'logits')
      if (logits < 0) return [{ weight: 1, pure: θ }]
      const w = softmax(θ.hostBlocks()[logits]!)
      // Logits that are certain to the last bit, in single precision too: a part of [0, 1) may be too small for a number of u in it.
      const only = (j: number): Point => θ.with(Float64Array.from(θ.host, (x, k) => (k < θ.size - w.length ? x : k === θ.size - w.length + j ? 0 : -1000))) // prettier-ignore
      return Array.from(w, (weight, j) => ({ weight, pure: only(j) }))
    },
    latent: ξ => {
      const z = gan.latent(ξ)
      return tf.concat([z, constant(spreadFrom(0.5, z.shape[0]), [z.shape[0], 1])()], 1)
    },
    drawLatent: (key, n) => beside(gan.drawLatent(key, n), spreadFrom(key.fold('component').uniform(1)[0]!, n)),
    ...(gan.prior === undefined ? {} : { prior: `${gan.prior}, and U[0, 1) for the component` }),
  }
}
