import * as tf from '@tensorflow/tfjs'
import { Matrix } from 'ml-matrix'
import type { Point } from '../../../core/point.ts'
import type { Side } from '../../quadratic-wgan/moments.ts'
import { generatedMoments } from '../../quadratic-wgan/certificate.ts'
import { generate } from '../../quadratic-wgan/payoff.ts'
import { generator as player } from '../../quadratic-wgan/players.ts'
import { allRows } from '../../quadratic-wgan/sampling.ts'
import { firstMoment } from '../means.ts'
import type { Generator } from './generator.ts'

/** G(z) = Wᵀφ(z) for a fixed map φ of latents to features, the identity by default; W [p, d] starts at entries from N(0, sd²). */
export function linearGenerator(features: Side, d: number, sd: number, φ: (z: tf.Tensor) => tf.Tensor = z => z): Generator {
  const ζ = Matrix.columnVector(Array.from(firstMoment(features)))
  return {
    player: player(features.d, d, sd),
    generate: (θ, z) => generate(θ, φ(z)),
    decay: θ => tf.sum(tf.square(θ.blocks()[0]!)),
    features,
    linear: true,
    rows: θ => tableOf(features).mmul(Matrix.from1DArray(features.d, d, Array.from(θ.host))),
    seen: (θ: Point, regulariser) => {
      const W = θ.host
      const second = generatedMoments(W, features.second)
      const cost = regulariser === 'output' ? second.trace() : W.reduce((sum, w) => sum + w * w, 0)
      return { cost, second, first: Matrix.from1DArray(features.d, d, Array.from(W)).transpose().mmul(ζ).to1DArray() }
    },
    attain: A => () => [A.to1DArray()],
  }
}

/** The rows as a matrix; those that stand for white latents where there are none. */
function tableOf(features: Side): Matrix {
  const { values, shape } = allRows(features)
  return Matrix.from1DArray(shape[0]!, shape[1]!, Array.from(values))
}
