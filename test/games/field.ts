import { readFileSync } from 'node:fs'
import { compiledEngine } from '../../core/compile/engine.ts'
import type { Option, Schema } from '../../core/config/option.ts'
import type { Game, Optimizer } from '../../core/contract.ts'
import type { Probe } from '../../core/define.ts'
import { key } from '../../core/key.ts'
import { pure } from '../../core/mixture.ts'
import { Profile } from '../../core/profile.ts'
import type { Selector } from '../../core/selector.ts'
import { parseSelector } from '../../core/selector-parse.ts'
import { almostBilinear } from '../../games/almost-bilinear.ts'
import { bilinear } from '../../games/bilinear.ts'
import { diracGan } from '../../games/dirac-gan.ts'
import { finiteSumBilinear } from '../../games/finite-sum-bilinear.ts'
import { forsaken } from '../../games/forsaken.ts'
import { gan } from '../../games/gan.ts'
import { linearProgram } from '../../games/linear-program.ts'
import { lqWgan } from '../../games/lq-wgan.ts'
import { matrixGame } from '../../games/matrix.ts'
import { quadratic } from '../../games/quadratic.ts'
import { robustRegression } from '../../games/robust-regression.ts'
import { spectralQuadratic } from '../../games/spectral-quadratic.ts'
import { linear } from '../../players/linear.ts'
import { mlp } from '../../players/mlp.ts'
import { simplexPlayer } from '../../players/simplex.ts'
import { vector } from '../../players/vector.ts'

/** Stays where it starts. */
const still: Optimizer<unknown, 'field'> = {
  init: view => ({ z: view.start() }),
  step: (_, state) => state,
  answer: state => pure((state as { z: Profile }).z),
}
export const games = [
  almostBilinear,
  bilinear,
  diracGan,
  finiteSumBilinear,
  forsaken,
  gan,
  linearProgram,
  lqWgan,
  matrixGame,
  quadratic,
  robustRegression,
  spectralQuadratic,
]
const playerDefinitions = [linear, mlp, simplexPlayer, vector]

/** The config of a schema from a selector's parameters. */
function configOf(schema: Schema, params: Selector['params']): Record<string, unknown> {
  const unknown = Object.keys(params).find(name => !Object.hasOwn(schema, name))
  if (unknown !== undefined) throw new Error(`no option '${unknown}'`)
  const read = ([name, option]: [string, Option<unknown>]): unknown => {
    const value = params[name] ?? option.default
    return value === undefined ? null : option.parse(value, { path: name, players: [] })
  }
  return Object.fromEntries((Object.entries(schema) as [string, Option<unknown>][]).map(entry => [entry[0], read(entry)]))
}

type Players = Readonly<Record<string, string>>
/** The game of a selector, with its default players or others by their role. */
export function gameOf(text: string, players: Players = {}): Game {
  const selector = parseSelector(text)
  const definition = games.find(g => g.id === selector.id)!
  const config = configOf(definition.config, selector.params)
  const context = { key: key(0) }
  const made = definition.roles!(config, context).map(role => {
    const { id, params } = parseSelector(players[role.id] ?? role.player)
    const player = playerDefinitions.find(p => p.id === id)!
    return [role.id, player.create(configOf(player.config, params), role)] as const
  })
  return definition.create(config, Object.fromEntries(made), context)
}

const field: Probe = { run: (view, z) => view.F(z, view.sample()).points.map(p => p.tensor) }
const losses: Probe = {
  run: (view, z) => {
    const ξ = view.sample()
    return view.players.map((_, i) => view.loss(i, z, ξ))
  },
}

/** A game evaluated in float64 on one draw, always the same for one seed; a profile is one array a player. */
export function evaluator(game: Game, seed = 0) {
  const engine = compiledEngine(
    { game, optimizer: still, key: key(seed) },
    { precision: 'float64', device: { threads: 1, provider: 'cpu' } },
  )
  const layouts = game.players.map(p => p.start(key(0)))
  const profile = (z: readonly ArrayLike<number>[]): Profile =>
    new Profile(layouts.map((p, i) => p.with(Float64Array.from(z[i]!))))
  const evaluate = async (probe: Probe, z: readonly ArrayLike<number>[]): Promise<number[][]> =>
    (await engine.evaluate(probe, profile(z), [])).map(t => Array.from(t.values))
  return {
    F: (z: readonly ArrayLike<number>[]) => evaluate(field, z),
    losses: async (z: readonly ArrayLike<number>[]) => (await evaluate(losses, z)).map(([l]) => l!),
    evaluate,
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
  Array.from({ length: n }, (_, t) =>
    game.players.map((p, i) =>
      Array.from(
        key(seed)
          .fold(t)
          .fold(i)
          .normal(p.start(key(0)).size),
      ),
    ),
  )

/** Starting points of the players. */
export const startsOf = (game: Game): number[][] => game.players.map(p => Array.from(p.start(key(0)).host))

/** The atoms of a game's claimed equilibrium, which is pure. */
export const equilibriumOf = (game: Game): number[][] | null =>
  game.claims.equilibrium?.().map(m => Array.from(m.atoms[0]!.host)) ?? null

/** The atoms of a game's claimed stationary point. */
export const stationaryOf = (game: Game): number[][] | null =>
  game.claims.stationary?.().map(m => Array.from(m.atoms[0]!.host)) ?? null

/** Claims by sampling: the smallest ⟨F(z) − F(w), z − w⟩/‖z − w‖² and the largest ‖F(z) − F(w)‖/‖z − w‖ over n random pairs. */
export async function slopes(game: Game, n: number): Promise<{ readonly modulus: number; readonly lipschitz: number }> {
  const { F } = evaluator(game)
  const [Z, W] = [profiles(game, n, 1), profiles(game, n, 2)]
  let [modulus, lipschitz] = [Infinity, 0]
  for (const [k, z] of Z.entries()) {
    const difference = (a: number[][], b: number[][]): number[] => a.flatMap((row, i) => row.map((x, j) => x - b[i]![j]!))
    const [d, g] = [difference(z, W[k]!), difference(await F(z), await F(W[k]!))]
    const square = d.reduce((s, x) => s + x * x, 0)
    modulus = Math.min(modulus, d.reduce((s, x, i) => s + x * g[i]!, 0) / square)
    lipschitz = Math.max(lipschitz, Math.hypot(...g) / Math.sqrt(square))
  }
  return { modulus, lipschitz }
}

/** A JSON file beside the independent script that wrote it. */
export const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'))

/** The largest difference of entries. */
export function apart(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number {
  const [p, q] = [a, b].map(rows => rows.flatMap(row => Array.from(row)))
  return p!.length === q!.length ? Math.max(...p!.map((x, i) => Math.abs(x - q![i]!))) : NaN
}
