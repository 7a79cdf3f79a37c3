import * as tf from '@tensorflow/tfjs'
import type { Game } from '../../core/contract.ts'
import type { Probe } from '../../core/define.ts'
import { hostTensor, sizeOf, type HostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { Profile } from '../../core/profile.ts'
import { byBatches } from './batches.ts'
import type { Features } from './features.ts'

/** Channels of the convolutions. */
const channels = [32, 64, 128] as const
/** Features of rows that are no pictures. */
const units = 256
/** Rows at once. */
const batch = 250

/**
 * Features of fixed random weights, drawn from a constant, the same for all runs and games of one shape of samples.
 *
 * Of pictures of at least 8×8: three convolutions 3×3 of stride 2, zeros around, each followed by ReLU, of 32, 64 and 128 channels, without
 * bias, weights N(0, 2/(9·channels in)); the features are the means over positions of all three, 224 together.
 * Of other samples x ∈ ℝ^d: 256 units ReLU(⟨w, x⟩ + b), w ~ N(0, I/d), b ~ N(0, 1).
 */
export function randomFeatures(game: Game): Features {
  const { picture, drawReal } = game.gan!
  const row = drawReal(key(0), 1).shape.slice(1)
  const weights = key(0).fold('frechet-distance').fold('random')
  const convolved = picture !== undefined && Math.min(picture.height, picture.width) >= 8
  const [inputs, probe] = convolved
    ? ([
        kernels(picture.channels, weights.fold('convolutions').fold(picture.channels).normal),
        convolutions([picture.height, picture.width, picture.channels]),
      ] as const)
    : ([layer(sizeOf(row), weights.fold('units')), dense] as const)
  return {
    name: 'random',
    of: async (seen, rows) => {
      // The probe looks at no player: the first atoms stand for them.
      const z = new Profile(seen.answer.map(m => m.atoms[0]!))
      return byBatches(rows, batch, async some => (await seen.evaluate(probe, z, [some, ...inputs]))[0]!.values)
    },
  }
}

function kernels(inside: number, normal: (n: number, mean: number, sd: number) => Float64Array): HostTensor[] {
  const shapes = channels.map((out, i) => [3, 3, channels[i - 1] ?? inside, out])
  const all = normal(
    shapes.reduce((sum, shape) => sum + sizeOf(shape), 0),
    0,
    1,
  )
  let at = 0
  return shapes.map(shape => {
    const sd = Math.sqrt(2 / (9 * shape[2]!))
    const values = all.slice(at, (at += sizeOf(shape))).map(x => sd * x)
    return hostTensor(values, shape)
  })
}
const convolutions = (shape: readonly [height: number, width: number, channels: number]): Probe => ({
  run: (_, __, [rows, ...kernels]) => {
    let x = tf.reshape<tf.Rank.R4>(rows!, [rows!.shape[0], ...shape])
    const means = kernels.map(kernel => {
      x = tf.relu(tf.conv2d(x, kernel as tf.Tensor4D, 2, 'same'))
      return tf.mean(x, [1, 2])
    })
    return [tf.concat(means, 1)]
  },
})

const layer = (d: number, weights: ReturnType<typeof key>): HostTensor[] => [
  hostTensor(weights.fold(d).normal(d * units, 0, 1 / Math.sqrt(d)), [d, units]),
  hostTensor(weights.fold('biases').normal(units), [units]),
]
const dense: Probe = {
  run: (_, __, [rows, w, b]) => [tf.relu(tf.add(tf.matMul(tf.reshape(rows!, [rows!.shape[0], -1]), w as tf.Tensor2D), b!))],
}
