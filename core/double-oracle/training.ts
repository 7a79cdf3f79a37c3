import * as tf from '@tensorflow/tfjs'
import type { Game } from '../contract.ts'
import type { Engine } from '../engine.ts'
import { hostTensor } from '../host.ts'
import type { Key } from '../key.ts'
import { support, type Mixture } from '../mixture.ts'
import { startingAt } from '../named-weights.ts'
import type { Point } from '../point.ts'
import { Profile } from '../profile.ts'
import { Refusal } from '../refusal.ts'
import { constant, scalar } from '../scalar.ts'

/**
 * The game of copies of player i, each from a start of its own, that all meet the other player's mixture and not one another:
 *
 *     ℓₖ(x; ξ) = Σⱼ wⱼ ℓᵢ(xₖ, vⱼ; ξ)
 *
 * One program trains them all, on the same draws.
 */
export function responseGame(game: Game, i: number, opponent: Mixture, starts: readonly Point[]): Game {
  const player = game.players[i]!
  const { atoms: met, weights } = support(opponent)
  const atoms = met.map((a, j) => ({ weight: weights[j]!, layout: a, values: constant(hostTensor(a.host, [a.size])) }))
  const { semiGradient } = game.claims
  return {
    id: game.id,
    players: starts.map((x, k) => ({ ...startingAt(player, x), id: `${player.id}-${k + 1}` })),
    claims: semiGradient ? { semiGradient } : {},
    sample: game.sample,
    loss: (k, z, ξ) =>
      atoms
        .map(({ weight, layout, values }) => {
          const v = layout.with(values() as tf.Tensor1D)
          const own = z.at(k)
          const loss = game.loss(i, new Profile(i === 0 ? [own, v] : [v, own]), ξ)
          return weight === 1 ? loss : tf.mul<tf.Scalar>(loss, scalar(weight))
        })
        .reduce((a, b) => tf.add<tf.Scalar>(a, b)),
    ...(game.finiteSum ? { finiteSum: game.finiteSum } : {}),
  }
}

/** n starts of player i: as the game starts it by fresh keys; where its start is not drawn, that start moved by N(0, 1) and projected. */
export function freshStarts(game: Game, i: number, key: Key, n: number): Point[] {
  const player = game.players[i]!
  const [a, b] = ['a', 'b'].map(name => player.start(key.fold(name)).host) as [Float64Array, Float64Array]
  const drawn = a.some((v, e) => v !== b[e])
  return Array.from({ length: n }, (_, r) => {
    const own = key.fold(r)
    const x = player.start(own)
    if (drawn) return x
    const moved = x.plus(x.with(own.fold('moved').normal(x.size)))
    return player.set.kind === 'set' ? player.set.prox(moved, 1) : moved
  })
}

/** One strategy a copy. */
async function pointsOf(engine: Engine, state: Parameters<Engine['answer']>[0]): Promise<Point[]> {
  return (await engine.answer(state)).map(({ atoms }) => {
    if (atoms.length === 1) return atoms[0]!
    throw new Refusal(
      'the optimizer of best responses answers with a mixture; give one whose answer is a single strategy, such as gda[stepSize=0.01,direction=adam]',
    )
  })
}

/** Trains all copies; `see` is told of them at the start, at every so many steps and at the last. Returns them at the end. */
export async function trained(
  engine: Engine,
  { steps, every }: { readonly steps: number; readonly every: number },
  see: (step: number, points: readonly Point[]) => Promise<void>,
): Promise<readonly Point[]> {
  let state = await engine.init()
  let points = await pointsOf(engine, state)
  await see(0, points)
  for (let k = 0; k < steps;) {
    const n = Math.min(every, steps - k)
    ;({ state } = await engine.advance(state, k, n))
    k += n
    points = await pointsOf(engine, state)
    await see(k, points)
  }
  return points
}
