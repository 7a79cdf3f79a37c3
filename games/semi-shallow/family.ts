import * as tf from '@tensorflow/tfjs'
import { int, num, variant } from '../../core/config/options.ts'
import type { StrategySet } from '../../core/contract.ts'
import type { Point } from '../../core/point.ts'
import { box } from '../../core/set/box.ts'
import { free } from '../../core/set/free.ts'

/** Generators G_u by a parameter u ∈ ℝᵖ: u and a latent z ∈ ℝ give a row in ℝᵈ. */
export interface Family {
  readonly parameters: number
  readonly set: StrategySet
  /** Latents, each as probable as the others. */
  readonly latents: readonly number[]
  row(u: ArrayLike<number>, z: number): number[]
  /** Rows [b, d] of latents [b, 1]. */
  generate(u: Point, z: tf.Tensor): tf.Tensor
  /** n values of every entry of u, as a list of vectors: the last entry runs first. */
  grid(n: number): number[][]
}

const limit = (doc: string) => num('c', 2, doc, { above: 0 })
export const familyOption = () =>
  variant(
    {
      point: { limit: limit('entries in [−c, c]') },
      circle: {},
      affine: {
        limit: limit('both in [−c, c]'),
        latents: int('l', 8, 'latents, evenly spaced in [−1, 1]', { min: 1, max: 1000 }),
      },
    },
    'point',
    'the family: a point u; (cos u, sin u); or u₁ + u₂z in one dimension',
    'G',
  )
export type FamilyChoice = ReturnType<ReturnType<typeof familyOption>['parse']>

/** c·(−1 + 2k/(n − 1)): both ends are there. */
const spaced = (c: number, n: number): number[] => Array.from({ length: n }, (_, k) => (n === 1 ? 0 : -c + (2 * c * k) / (n - 1)))
const product = (axes: readonly (readonly number[])[]): number[][] =>
  axes.reduce<number[][]>((rows, axis) => rows.flatMap(row => axis.map(x => [...row, x])), [[]])

/** Throws where the family makes rows of another dimension than the data's, d. */
export function familyOf(choice: FamilyChoice, d: number): Family {
  const needed = choice.kind === 'circle' ? 2 : choice.kind === 'affine' ? 1 : d
  if (needed !== d)
    throw new Error(`the family ${choice.kind} makes rows of ${needed} entries, and the data's have ${d}; valid here: point`)
  if (choice.kind === 'circle')
    return {
      parameters: 1,
      set: free,
      latents: [0],
      row: u => [Math.cos(u[0]!), Math.sin(u[0]!)],
      generate: (u, z) => tf.mul(tf.onesLike(z), tf.concat([tf.cos(u.tensor), tf.sin(u.tensor)])),
      grid: n => Array.from({ length: n }, (_, k) => [(2 * Math.PI * k) / n]),
    }
  const set = box({ limit: choice.limit })
  if (choice.kind === 'point')
    return {
      parameters: d,
      set,
      latents: [0],
      row: u => Array.from(u),
      generate: (u, z) => tf.mul(tf.onesLike(z), u.tensor),
      grid: n => product(Array.from({ length: d }, () => spaced(choice.limit, n))),
    }
  const l = choice.latents
  return {
    parameters: 2,
    set,
    latents: Array.from({ length: l }, (_, k) => -1 + (2 * k + 1) / l),
    row: (u, z) => [u[0]! + u[1]! * z],
    generate: (u, z) => {
      const [shift, scale] = tf.split(u.tensor, [1, 1])
      return tf.add(tf.mul(z, scale!), shift!)
    },
    grid: n => product([spaced(choice.limit, n), spaced(choice.limit, n)]),
  }
}
