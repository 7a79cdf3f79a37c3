import { describe, it } from 'vitest'
import type { Game } from '../../core/contract.ts'
import type { Probe } from '../../core/define.ts'
import { key as keyOf, type Key } from '../../core/key.ts'
import type { Lab } from '../../core/lab.ts'
import type { Mixture } from '../../core/mixture.ts'
import type { Profile } from '../../core/profile.ts'
import { constant, scalar } from '../../core/scalar.ts'
import { hostLeaves } from '../../core/tree.ts'
import { evaluatorOf, gameOf, randomDirection, randomProfile, type Evaluator } from './evaluator.ts'
import { finiteSumIsMean, meanGame } from './finite-sum.ts'
import { gameId, selects, settingName, settingsOf, type ConformanceOptions } from './setting.ts'
import { apart, demand } from './subject.ts'

const pairs = 20
const points = (game: Game, name: string): Profile[] =>
  Array.from({ length: pairs }, (_, t) => randomProfile(game, keyOf(t).fold(name)))
const bytes = (game: Game, key: Key): string =>
  JSON.stringify(hostLeaves(game.sample(key)).map(t => [t.shape, Array.from(t.values)]))

/** `sample` is a function of its key, with the same shapes for every key. */
export function samplesArePure(game: Game): void {
  const shapes = (key: Key): string =>
    hostLeaves(game.sample(key))
      .map(t => `[${t.shape.join()}]`)
      .join(' ')
  for (let t = 0; t < 5; t++) {
    demand(bytes(game, keyOf(t)) === bytes(game, keyOf(t)), 'two draws with the same key differ')
    demand(shapes(keyOf(t)) === shapes(keyOf(0)), `a draw has the shapes ${shapes(keyOf(t))}, another ${shapes(keyOf(0))}`)
  }
  const random = hostLeaves(game.sample(keyOf(0))).length > 0
  demand(!random || bytes(game, keyOf(0)) !== bytes(game, keyOf(1)), 'draws with different keys are the same')
}

/** Losses and field are functions of (z, ξ): the same value twice, in a new engine too, eager and compiled; both agree within 1e-4. */
export async function lossesArePure(game: Game): Promise<void> {
  const z = randomProfile(game, keyOf(5))
  const seen = async ({ losses, F }: Evaluator): Promise<Float64Array[]> => [
    Float64Array.from(await losses(z)),
    ...(await F(z)).points.map(p => p.host),
  ]
  const values: Float64Array[][] = []
  for (const way of ['eager', 'float64'] as const) {
    const one = await evaluatorOf(game, way)
    const [first, second, anew] = [await seen(one), await seen(one), await seen(await evaluatorOf(game, way))]
    for (const other of [second, anew])
      demand(apart(first, other) === 0, `${way}: the same point and draw gave two different values`)
    values.push(first)
  }
  const error = apart(values[1]!, values[0]!)
  demand(error <= 1e-4, `eager losses and fields differ from compiled float64 by ${error}`)
}

/** Where claimed, the losses sum to zero at random points, within 1e-12 of their size. */
export async function zeroSumHolds(game: Game): Promise<void> {
  const { losses } = await evaluatorOf(game)
  for (const z of points(game, 'zero-sum')) {
    const values = await losses(z)
    const [sum, scale] = [values.reduce((a, b) => a + b, 0), values.reduce((a, b) => a + Math.abs(b), 0)]
    demand(Math.abs(sum) <= 1e-12 * scale, `claimed to be zero-sum, but the losses are ${values.join(' and ')}`)
  }
}

/** Monotone and Lipschitz claims on random pairs: ⟨F(z) − F(w), z − w⟩ ≥ 0 (> 0 where strongly) and ‖F(z) − F(w)‖ ≤ L‖z − w‖. */
export async function slopesHold(game: Game): Promise<void> {
  const { monotone, lipschitz } = game.claims
  const { F } = await evaluatorOf(game)
  const W = points(game, 'w')
  for (const [t, z] of points(game, 'z').entries()) {
    const [d, g] = [z.minus(W[t]!), (await F(z)).minus(await F(W[t]!))]
    const [square, inner, length] = [d.dot(d) as number, g.dot(d) as number, g.norm() as number]
    const least = monotone === 'strongly' ? 1e-9 : -1e-12 * (1 + (lipschitz ?? length / Math.sqrt(square)))
    demand(
      monotone === undefined || inner >= least * square,
      `claimed to be ${monotone ?? ''} monotone, but ⟨F(z) − F(w), z − w⟩ = ${inner} for ‖z − w‖² = ${square}`,
    )
    const bound = (lipschitz ?? Infinity) * Math.sqrt(square)
    demand(
      length <= bound * (1 + 1e-9),
      `claimed to have the Lipschitz constant ${lipschitz ?? ''}, but ‖F(z) − F(w)‖ = ${length} for ‖z − w‖ = ${Math.sqrt(square)}`,
    )
  }
}

/** Where claimed, ∇ᵢℓᵢ does not change with zᵢ and is affine in the others' strategies, within 1e-9 of its size. */
export async function bilinearHolds(game: Game): Promise<void> {
  const { F } = await evaluatorOf(game)
  const W = points(game, 'bilinear w')
  for (const [t, z] of points(game, 'bilinear z').entries()) {
    const w = W[t]!
    const [f, g, between] = [await F(z), await F(w), await F(z.times(0.7).plus(w.times(0.3)))]
    const size = 1e-9 * (1 + (f.norm() as number) + (g.norm() as number))
    const bent = between.minus(f.times(0.7)).minus(g.times(0.3)).norm() as number
    demand(bent <= size, `claimed to be bilinear, but F is ${bent} away from affine between two points`)
    for (const i of z.points.keys()) {
      const moved = (await F(z.with(i, w.at(i)))).at(i).minus(f.at(i)).norm() as number
      demand(moved <= size, `claimed to be bilinear, but the gradient of player ${i} changes by ${moved} with its own strategy`)
    }
  }
}

/** The point that the claims about F are about. */
const claimed = ({ claims }: Game): readonly Mixture[] | undefined => (claims.equilibrium ?? claims.stationary)?.()

/** ⟨F(z), z − z*⟩ ≥ −(ρ/2)‖F(z)‖² at random points, at distances from 1e-3 to 1e3 of z* where nothing bounds them. */
export async function weakMintyHolds(game: Game): Promise<void> {
  const ρ = game.claims.weakMinty!
  const solution = claimed(game)
  demand(solution !== undefined, 'claimed to be weak Minty, but no equilibrium or stationary point is claimed')
  const { F } = await evaluatorOf(game)
  const star = randomProfile(game, keyOf(0)).map((_, i) => solution[i]!.atoms[0]!)
  for (let t = 0; t < 60; t++) {
    const away = star.plus(randomDirection(game, keyOf(t).fold('weak Minty')).times(10 ** (-3 + t / 10)))
    const z = away.map((x, i) => (game.players[i]!.set.kind === 'set' ? game.players[i]!.set.prox(x, 1) : x))
    const g = await F(z)
    const d = z.minus(star)
    const [inner, square] = [g.dot(d) as number, g.dot(g) as number]
    demand(
      inner >= -(ρ / 2) * square - 1e-12 * (g.norm() as number) * (d.norm() as number),
      `claimed to be weak Minty with ρ = ${ρ}, but ⟨F(z), z − z*⟩ = ${inner} for ‖F(z)‖² = ${square}`,
    )
  }
}

/** ∇ᵢℓᵢ at each atom of the equilibrium against the others' mixtures, player by player. */
const fields = (solution: readonly Mixture[]): Probe => ({
  run: view => {
    const lifted = solution.map(({ atoms, weights }) => ({
      atoms: atoms.map(a => a.with(constant(a.host)() as never)),
      weights: (weights as number[]).map(w => scalar(w)),
    }))
    const ξ = view.sample()
    return lifted.flatMap(({ atoms }, i) => atoms.map(a => view.partial(i, a, lifted, ξ).tensor))
  },
})

/** At the claimed equilibrium (or stationary point) the projected residual x − prox(x − g, 1) of every atom is zero within 1e-9, and so it is feasible. */
export async function equilibriumHolds(game: Game): Promise<void> {
  const solution = claimed(game)!
  demand(
    solution.length === game.players.length,
    `the equilibrium has ${solution.length} mixtures for ${game.players.length} players`,
  )
  const { evaluate } = await evaluatorOf(game)
  const found = [...(await evaluate(fields(solution), randomProfile(game, keyOf(0))))]
  solution.forEach(({ atoms }, i) => {
    const { set, id } = game.players[i]!
    for (const x of atoms) {
      const outside = set.violation?.(x.host) ?? 0
      demand(outside <= 1e-9, `the equilibrium of '${id}' is outside ${set.name} by ${outside}`)
      const residual = x.minus(set.prox(x.minus(x.with(found.shift()!)), 1)).norm() as number
      demand(residual <= 1e-9, `the projected residual of '${id}' at the claimed equilibrium is ${residual}`)
    }
  })
}

/** A claimed equilibrium is not left by any player: a hundred random points of its set do not lower its loss. */
export async function equilibriumIsBest(game: Game): Promise<void> {
  const z = randomProfile(game, keyOf(0)).map((_, i) => game.claims.equilibrium!()[i]!.atoms[0]!)
  const { losses } = await evaluatorOf(game)
  const at = await losses(z)
  for (let t = 0; t < 30; t++) {
    const away = z.plus(randomDirection(game, keyOf(t).fold('reply')).times(10 ** (-2 + t / 10)))
    for (const [i, { set, id }] of game.players.entries()) {
      if (set.kind !== 'set') continue
      const reply = (await losses(z.with(i, set.prox(away.at(i), 1))))[i]!
      demand(
        reply >= at[i]! - 1e-9 * (1 + Math.abs(at[i]!)),
        `'${id}' leaves the claimed equilibrium for a loss of ${reply} in place of ${at[i]!}`,
      )
    }
  }
}

/** What every game under test must be, and what it claims. */
export function games(lab: Lab, options: ConformanceOptions): void {
  const under = selects(options.only)
  const tested = settingsOf(lab, options.games).filter(s => under({ kind: 'game', id: gameId(s) }))
  for (const setting of tested) {
    describe(`game ${settingName(setting)}`, () => {
      const game = gameOf(lab, setting)
      const mean = meanGame(game)
      const { zeroSum, bilinear, monotone, lipschitz, weakMinty, equilibrium, stationary } = game.claims
      const random = mean === game && hostLeaves(game.sample(keyOf(0))).length > 0
      it('draws are functions of their key', () => samplesArePure(game))
      it('losses are functions of point and draw', () => lossesArePure(game))
      if (zeroSum) it('zero-sum', () => zeroSumHolds(game))
      if (bilinear) it('bilinear', () => bilinearHolds(mean))
      if ((monotone ?? lipschitz) !== undefined) it('monotone, Lipschitz', () => slopesHold(mean))
      if (weakMinty !== undefined) it('weak Minty', () => weakMintyHolds(mean))
      if (game.finiteSum) it('the finite sum is the mean of its terms', () => finiteSumIsMean(game))
      if ((equilibrium ?? stationary) && !random) it('the equilibrium has no residual', () => equilibriumHolds(mean))
      if (equilibrium?.().every(m => m.atoms.length === 1) && !random)
        it('no player gains by leaving the equilibrium', () => equilibriumIsBest(mean))
    })
  }
}
