import * as tf from '@tensorflow/tfjs'
import { int, num, variant } from '../../core/config/options.ts'
import type { Player, StrategySet } from '../../core/contract.ts'
import type { HostTensor } from '../../core/host.ts'
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
  /** Between two neighbours of that grid, along an axis. */
  spacing(n: number): number
  /** The nearest point of the set. */
  inside(u: readonly number[]): number[]
}

/** A generator on a table of latents, whether of a family or a network. */
export interface Generated {
  readonly player: Player
  /** [l, k], each row as probable as the others. */
  readonly latents: HostTensor
  generate(u: Point, z: tf.Tensor): tf.Tensor
  readonly prior: string
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
      network: {
        latents: int('l', 64, 'latents, drawn once from N(0, I)', { min: 1, max: 10000 }),
        size: int('k', 2, 'entries of a latent', { min: 1, max: 1000 }),
      },
    },
    'point',
    'the family: a point u; (cos u, sin u); u₁ + u₂z in one dimension; or a network, --player generator=…',
    'G',
  )
export type FamilyChoice = Exclude<ReturnType<ReturnType<typeof familyOption>['parse']>, { kind: 'network' }>

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
      spacing: n => (2 * Math.PI) / n,
      inside: u => [...u],
    }
  const c = choice.limit
  const within = {
    spacing: (n: number) => (n === 1 ? c : (2 * c) / (n - 1)),
    inside: (u: readonly number[]) => u.map(x => Math.max(-c, Math.min(c, x))),
  }
  const set = box({ limit: c })
  if (choice.kind === 'point')
    return {
      parameters: d,
      set,
      latents: [0],
      row: u => Array.from(u),
      generate: (u, z) => tf.mul(tf.onesLike(z), u.tensor),
      grid: n => product(Array.from({ length: d }, () => spaced(c, n))),
      ...within,
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
    grid: n => product([spaced(c, n), spaced(c, n)]),
    ...within,
  }
}
