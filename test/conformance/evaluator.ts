import type * as tf from '@tensorflow/tfjs'
import { installSafeGradients } from '../../core/calculus/install.ts'
import { backend } from '../../core/backend.ts'
import { compiledEngine } from '../../core/compile/engine.ts'
import type { FieldView, Game, Optimizer } from '../../core/contract.ts'
import { defineOptimizer, definePlugin, type Probe } from '../../core/define.ts'
import { eagerEngine } from '../../core/eager.ts'
import { startOf } from '../../core/engine.ts'
import { hostTensor } from '../../core/host.ts'
import { key as keyOf, type Key } from '../../core/key.ts'
import { createLab, type Assembled, type Lab } from '../../core/lab.ts'
import { pure } from '../../core/mixture.ts'
import type { Profile } from '../../core/profile.ts'
import type { Setting } from './setting.ts'

/** Stays where it starts: only the game is looked at. */
const still: Optimizer<unknown, 'field'> = {
  init: view => ({ z: view.start() }),
  step: (_, state) => state,
  answer: state => pure((state as { z: Profile }).z),
}

const onlookers = definePlugin({
  name: 'onlookers',
  version: '0.1.0',
  optimizers: [
    defineOptimizer({ id: 'only-the-game', about: 'Does not move.', needs: 'field', cost: '0', config: {}, create: () => still }),
  ],
})
const assembled = (lab: Lab, { game, players }: Setting): Assembled =>
  createLab([...lab.plugins, onlookers]).assemble({ game, optimizer: 'only-the-game', seed: 1, ...(players ? { players } : {}) })

/** The game of a setting, with its players. */
export const gameOf = (lab: Lab, setting: Setting): Game => assembled(lab, setting).game
/** The players in a setting's roles as selectors, the default ones too. */
export const playersOf = (lab: Lab, setting: Setting): Readonly<Record<string, string>> =>
  assembled(lab, setting).resolved.players

/** A game's losses and derivatives as functions on the host, all on one draw. */
export interface Evaluator {
  readonly game: Game
  /** z ↦ the outputs of a probe; `inputs` are profiles too, given to the probe as tensors. */
  evaluate(probe: Probe, z: Profile, inputs?: readonly Profile[]): Promise<readonly Float64Array[]>
  losses(z: Profile): Promise<readonly number[]>
  F(z: Profile): Promise<Profile>
}

const losses: Probe = {
  run: (view, z) => {
    const ξ = view.sample()
    return view.players.map((_, i) => view.loss(i, z, ξ))
  },
}
const field: Probe = { run: (view, z) => view.F(z, view.sample()).points.map(p => p.tensor) }

/** The evaluator of a game, compiled in float64 or eager in float32 on the cpu backend. */
export async function evaluatorOf(game: Game, way: 'float64' | 'eager' = 'float64', key: Key = keyOf(1)): Promise<Evaluator> {
  await backend()
  installSafeGradients()
  const run = { game, optimizer: still, key }
  const engine =
    way === 'eager' ? eagerEngine(run) : compiledEngine(run, { precision: way, device: { threads: 1, provider: 'cpu' } })
  const evaluate: Evaluator['evaluate'] = async (probe, z, inputs = []) => {
    const flat = inputs.flatMap(v => v.points.map(p => hostTensor(p.host, [p.size])))
    return (await engine.evaluate(probe, z, flat)).map(t => Float64Array.from(t.values))
  }
  return {
    game,
    evaluate,
    losses: async z => (await evaluate(losses, z)).map(([l]) => l!),
    F: async z => {
      const parts = await evaluate(field, z)
      return z.map((p, i) => p.with(parts[i]!))
    },
  }
}

/** The tensors of input profile number t as a profile like z. */
export const input = (z: Profile, inputs: readonly tf.Tensor[], t: number): Profile =>
  z.map((p, i) => p.with(inputs[t * z.points.length + i] as tf.Tensor1D))

/** A view with one draw, for probes that use it several times. */
export const drawn = (view: FieldView): { readonly view: FieldView; readonly ξ: ReturnType<FieldView['sample']> } => ({
  view,
  ξ: view.sample(),
})

/** A direction of standard normal entries. */
export const randomDirection = (game: Game, key: Key): Profile =>
  startOf({ game, key: keyOf(1) }).map((p, i) => p.with(key.fold(i).normal(p.size)))

/** A point near the start, inside every convex set: halfway between the start and the projection of a random point around it. */
export function randomProfile(game: Game, key: Key): Profile {
  const start = startOf({ game, key: keyOf(1) })
  const away = start.plus(randomDirection(game, key).times(0.7))
  const near = away.map((x, i) => (game.players[i]!.set.kind === 'set' ? game.players[i]!.set.prox(x, 1) : x))
  return start.plus(near).times(0.5)
}
