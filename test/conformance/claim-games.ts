import * as tf from '@tensorflow/tfjs'
import { num } from '../../core/config/options.ts'
import type { Game, Player } from '../../core/contract.ts'
import { defineGame, definePlugin } from '../../core/define.ts'
import { hostTensor, type HostTensor } from '../../core/host.ts'
import { pure } from '../../core/mixture.ts'
import { Point, vectorLayout } from '../../core/point.ts'
import { Profile } from '../../core/profile.ts'
import { free } from '../../core/set/free.ts'

const point = (...entries: number[]): Point => new Point(vectorLayout(entries.length), Float64Array.from(entries))
const seats = (x: Point, y: Point): Player[] => [x, y].map((start, i) => ({ id: 'xy'[i]!, set: free, start: () => start }))
const atZero = (n: number) => ({ equilibrium: () => pure(new Profile([0, 1].map(() => point(...Array<number>(n).fill(0))))) })
const dot = (a: tf.Tensor, b: tf.Tensor): tf.Scalar => tf.sum<tf.Scalar>(tf.mul(a, b))
const signed = (i: number, f: tf.Scalar): tf.Scalar => (i === 0 ? f : f.neg())

const terms = 5
/** The rows of the identity that the terms are: term i is xᵢyᵢ. */
const rows = (indices: readonly number[]): HostTensor =>
  hostTensor(
    indices.flatMap(i => Array.from({ length: terms }, (_, j) => (i === j ? 1 : 0))),
    [indices.length, terms],
  )

/**
 * f(x, y) = (1/n)Σᵢ xᵢyᵢ over n = 5 entries; a sample shows one term. Every term's field vanishes at 0: noise that interpolates. The
 * counterexample of Chavdarova et al., arXiv:1904.08598, section 2, to extragradient with fresh samples.
 */
export const oneCoordinate = defineGame({
  id: 'one-coordinate',
  about: 'A bilinear sum of which each sample shows one coordinate.',
  config: {},
  create: (): Game<{ chosen: HostTensor }> => ({
    id: 'one-coordinate',
    players: seats(point(1, -0.5, 0.3, -1.2, 0.8), point(-0.7, 1, 0.4, -0.2, -1)),
    claims: { zeroSum: true, monotone: 'merely', lipschitz: 1 / terms, ...atZero(terms) },
    sample: key => ({ chosen: rows([key.integers(1, 0, terms)[0]!]) }),
    loss: (i, z, { chosen }) => signed(i, dot(tf.mean(chosen, 0), tf.mul(z.at(0).tensor, z.at(1).tensor))),
    finiteSum: {
      n: terms,
      at: indices => ({ chosen: rows(indices) }),
      all: () => ({ chosen: rows(Array.from({ length: terms }, (_, i) => i)) }),
    },
  }),
})

/** f(x, y) = xy + ⟨ξ, (x, −y)⟩, ξ ~ N(0, σ²I): noise in the field that is the same everywhere. */
export const noisyBilinear = defineGame({
  id: 'noisy-bilinear',
  about: 'A bilinear game with additive noise in its field.',
  config: { noise: num('σ', 0.3, 'standard deviation of the noise', { min: 0 }) },
  create: ({ noise }): Game<{ ξ: HostTensor }> => ({
    id: 'noisy-bilinear',
    players: seats(point(1), point(0.5)),
    claims: { zeroSum: true, monotone: 'merely', ...atZero(1) },
    sample: key => ({ ξ: hostTensor(key.normal(2, 0, noise), [2]) }),
    loss: (i, z, { ξ }) => {
      const [x, y] = [z.at(0).tensor, z.at(1).tensor]
      return signed(i, tf.add(dot(x, y), tf.sub(dot(ξ.slice(0, 1), x), dot(ξ.slice(1, 1), y))))
    },
  }),
})

/** A finite sum, on which every law is tested. */
export const finiteSums = definePlugin({ name: 'finite-sums', version: '0.1.0', games: [oneCoordinate] })
/** Games that claims alone are about: an equilibrium of the mean is no fixed point of a step that sees noise there. */
export const noisyGames = definePlugin({ name: 'noisy-games', version: '0.1.0', games: [noisyBilinear] })

export default finiteSums
