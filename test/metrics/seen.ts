import * as tf from '@tensorflow/tfjs'
import { readFileSync } from 'node:fs'
import { installSafeGradients } from '../../core/calculus/install.ts'
import { compiledEngine } from '../../core/compile/engine.ts'
import type { Game, GanParts, Player, StrategySet } from '../../core/contract.ts'
import type { Seen } from '../../core/define.ts'
import { eagerEngine } from '../../core/eager.ts'
import { hostTensor, type HostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import type { Mixture } from '../../core/mixture.ts'
import { Point, vectorLayout } from '../../core/point.ts'

await tf.setBackend('cpu')
installSafeGradients()

export const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'))

export const vector = (...x: number[]): Point => new Point(vectorLayout(x.length), Float64Array.from(x))
export const rows = (values: readonly (readonly number[])[]): HostTensor =>
  hostTensor(values.flat(), [values.length, values[0]!.length])

export const free: StrategySet = { name: 'free', kind: 'set', convex: true, separable: true, prox: x => x }
export const player = (id: string, n: number, set: StrategySet = free): Player => ({
  id,
  set,
  start: () => vector(...Array<number>(n).fill(0)),
})

/** A game of which only some parts matter: its players are x and y, its losses zero. */
export const gameOf = (parts: Partial<Game>): Game => ({
  id: 'handmade',
  players: [player('x', 1), player('y', 1)],
  claims: {},
  sample: () => ({}),
  loss: (_, z) => z.at(0).tensor.sum().mul(0).asScalar(),
  ...parts,
})

/** A GAN whose generator adds its parameters to the latent, latents and real rows being given. */
export const ganOf = (d: number, parts: Partial<GanParts>): Game =>
  gameOf({
    players: [player('generator', d), player('critic', 1)],
    gan: {
      generator: 0,
      critic: 1,
      discriminate: () => tf.zeros([1]),
      generate: (θ, latent) => latent.add(θ.tensor),
      real: () => tf.zeros([1]),
      latent: () => tf.zeros([1]),
      drawLatent: (_, n) => hostTensor(new Float64Array(n * d), [n, d]),
      drawReal: (k, n) => hostTensor(k.normal(n * d), [n, d]),
      ...parts,
    },
  })

/** What a metric sees of this answer, programs being run by the compiled engine in float64, or op by op in float32. */
export const seenOf = (game: Game, answer: readonly Mixture[], execution: 'compiled' | 'eager' = 'compiled'): Seen => {
  const run = { game, optimizer: {} as never, key: key(7) }
  const engine =
    execution === 'eager'
      ? eagerEngine(run)
      : compiledEngine(run, { precision: 'float64', device: { threads: 1, provider: 'cpu' } })
  return { step: 0, answer, key: key(7).fold('metrics'), evaluate: (probe, z, inputs = []) => engine.evaluate(probe, z, inputs) }
}

/** What a metric sees that runs no program. */
export const still = (answer: readonly Mixture[]): Seen => ({
  step: 0,
  answer,
  key: key(7),
  evaluate: () => Promise.reject(new Error('no program is run here')),
})
