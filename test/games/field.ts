import { compiledEngine } from '../../core/compile/engine.ts'
import type { Game } from '../../core/contract.ts'
import { defineOptimizer, definePlugin, type Probe } from '../../core/define.ts'
import { key, type Key } from '../../core/key.ts'
import { createLab } from '../../core/lab.ts'
import { pure } from '../../core/mixture.ts'
import { Profile } from '../../core/profile.ts'
import { bilinear } from '../../games/bilinear.ts'
import { diracGan } from '../../games/dirac-gan.ts'
import { gan } from '../../games/gan.ts'
import { lqWgan } from '../../games/lq-wgan.ts'
import { matrixGame } from '../../games/matrix.ts'
import { quadratic } from '../../games/quadratic.ts'
import { linear } from '../../players/linear.ts'
import { mlp } from '../../players/mlp.ts'
import { simplexPlayer } from '../../players/simplex.ts'
import { vector } from '../../players/vector.ts'

/** Stays where it starts. */
const still = defineOptimizer({
  id: 'still',
  about: 'Stays where it starts.',
  needs: 'field',
  cost: 'nothing',
  config: {},
  create: () => ({ init: view => ({ z: view.start() }), step: (_, state: { z: Profile }) => state, answer: ({ z }) => pure(z) }),
})
export const games = [bilinear, diracGan, gan, lqWgan, matrixGame, quadratic]
const lab = createLab([definePlugin({ name: 'games', version: '0', games, players: [linear, mlp, simplexPlayer, vector], optimizers: [still] })])

type Players = Readonly<Record<string, string>>
/** The game of a selector. */
export const gameOf = (game: string, players: Players = {}, seed = 0): Game => lab.assemble({ game, players, optimizer: 'still', seed }).game

const field: Probe = { run: (view, z) => view.F(z, view.sample()).points.map(p => p.tensor) }
const losses: Probe = {
  run: (view, z) => {
    const ξ = view.sample()
    return view.players.map((_, i) => view.loss(i, z, ξ))
  },
}

/** A game evaluated in float64 on one draw, always the same for one seed; a profile is one array a player. */
export function evaluator(game: Game, seed = 0) {
  const { optimizer } = lab.assemble({ game: 'lq-wgan', optimizer: 'still', seed: 0 })
  const engine = compiledEngine({ game, optimizer, key: key(seed) }, { precision: 'float64', device: { threads: 1, provider: 'cpu' } })
  const layouts = game.players.map(p => p.start(key(0)))
  const profile = (z: readonly ArrayLike<number>[]): Profile => new Profile(layouts.map((p, i) => p.with(Float64Array.from(z[i]!))))
  const evaluate = async (probe: Probe, z: readonly ArrayLike<number>[]): Promise<number[][]> =>
    (await engine.evaluate(probe, profile(z), [])).map(t => Array.from(t.values))
  return {
    F: (z: readonly ArrayLike<number>[]) => evaluate(field, z),
    losses: async (z: readonly ArrayLike<number>[]) => (await evaluate(losses, z)).map(([l]) => l!),
    evaluate,
    start: (k: Key) => game.players.map(p => Array.from(p.start(k.fold(p.id)).host)),
  }
}

/** The draw that `evaluator(game, seed)` evaluates on. */
export const drawOf = (game: Game, seed = 0): unknown => game.sample(key(seed).fold('draw').fold('evaluation').fold(0))

/** max |F − central differences of the losses| over all entries, h = 1e-5; the losses must be smooth at z. */
export async function differenceError(game: Game, z: readonly (readonly number[])[]): Promise<number> {
  const { F, losses } = evaluator(game)
  const h = 1e-5
  const exact = await F(z)
  let worst = 0
  for (const [i, point] of z.entries()) {
    for (const k of point.keys()) {
      const at = async (step: number): Promise<number> => {
        const moved = z.map((p, j) => (j === i ? p.map((x, m) => (m === k ? x + step : x)) : p))
        return (await losses(moved))[i]!
      }
      worst = Math.max(worst, Math.abs(exact[i]![k]! - ((await at(h)) - (await at(-h))) / (2 * h)))
    }
  }
  return worst
}

/** Random profiles around 0, entries N(0, 1). */
export const profiles = (game: Game, n: number, seed = 1): number[][][] =>
  Array.from({ length: n }, (_, t) => game.players.map((p, i) => Array.from(key(seed).fold(t).fold(i).normal(p.start(key(0)).size))))

