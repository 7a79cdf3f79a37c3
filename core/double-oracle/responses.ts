import type { Game } from '../contract.ts'
import type { Engine } from '../engine.ts'
import type { Key } from '../key.ts'
import type { Mixture } from '../mixture.ts'
import type { Point } from '../point.ts'
import { ownResponse } from './own.ts'
import { estimated, mixed, type Payoffs } from './payoffs.ts'
import { freshStarts, responseGame, trained } from './training.ts'

/** How best responses are found and measured. */
export interface Responding {
  readonly game: Game
  /** On the draws of the matrix, and on those that training never sees. */
  readonly training: Payoffs
  readonly heldOut: Payoffs
  /** Fresh starts a player; one more begins at the best strategy that is there. */
  readonly starts: number
  readonly steps: number
  /** Steps between two points of a curve. */
  readonly every: number
  /** Train also where the game has responses of its own. */
  readonly always: boolean
  /** The engine that trains a game of responses, its draws by this key. */
  engineOf(game: Game, key: Key): Promise<Engine>
}
/** What was found for one player. Payoffs are the first player's losses. */
export interface Responses {
  readonly how: 'exact' | 'searched' | 'trained'
  /** Of `searched`: over what, as the end of a sentence. */
  readonly over?: string
  /** On held-out draws, one a response: where it began, its payoff at the end. */
  readonly found: readonly { readonly from: string; readonly payoff: number; readonly error: number }[]
  /** Payoffs on held-out draws on the way, response by response; none of exact ones. */
  readonly curve: { readonly steps: readonly number[]; readonly payoffs: readonly (readonly number[])[] }
  /** Payoff on held-out draws of the best strategy by its payoff on the training draws: a response, or one that was there. */
  readonly best: number
  readonly error: number
}
/** Its best strategy, draw by draw on held-out draws; null where none is better than what is there. */
export interface Responded {
  readonly responses: Responses
  readonly draws: Float64Array
  readonly better: Point | null
}

/** What each strategy of player i is worth against the other's mixture, draw by draw. */
export async function against(payoffs: Payoffs, i: number, points: readonly Point[], opponent: Mixture): Promise<Float64Array[]> {
  const kept = opponent.weights.flatMap((w, k) => (w === 0 ? [] : [k]))
  const atoms = kept.map(k => opponent.atoms[k]!)
  const weights = kept.map(k => Number(opponent.weights[k]))
  const A = i === 0 ? await payoffs(points, atoms) : await payoffs(atoms, points)
  return points.map((_, p) =>
    i === 0
      ? mixed([A[p]!], [1], weights)
      : mixed(
          A.map(row => [row[p]!]),
          weights,
          [1],
        ),
  )
}

/** How good a payoff is for player i; what is not finite is worst. */
const goodness = (i: number, payoff: number): number => (Number.isFinite(payoff) ? (i === 0 ? -payoff : payoff) : -Infinity)
const bestOf = (values: readonly number[]): number => values.indexOf(values.reduce((a, b) => Math.max(a, b)))
const means = (draws: readonly Float64Array[]): number[] => draws.map(d => estimated(d).mean)

/** Best responses of player i, who has these strategies already, to the other's mixture. */
export async function responsesOf(
  { game, training, heldOut, starts, steps, every, always, engineOf }: Responding,
  i: number,
  own: readonly Point[],
  opponent: Mixture,
  key: Key,
): Promise<Responded> {
  const known = always ? null : ownResponse(game, i)
  const there = means(await against(training, i, own, opponent)).map(v => goodness(i, v))
  const curve: { steps: number[]; payoffs: number[][] } = { steps: [], payoffs: [] }
  const respond = async (): Promise<readonly Point[]> => {
    if (known) return [known.respond(opponent)]
    const begin = [own[bestOf(there)]!, ...freshStarts(game, i, key.fold('start'), starts)]
    const engine = await engineOf(responseGame(game, i, opponent, begin), key)
    try {
      return await trained(engine, { steps, every }, async (step, points) => {
        curve.steps.push(step)
        means(await against(heldOut, i, points, opponent)).forEach((v, k) => (curve.payoffs[k] ??= []).push(v))
      })
    } finally {
      engine.dispose()
    }
  }
  const points = await respond()
  const found = (await against(heldOut, i, points, opponent)).map(estimated)
  const reached = means(await against(training, i, points, opponent)).map(v => goodness(i, v))
  const [a, b] = [bestOf(there), bestOf(reached)]
  const better = reached[b]! > there[a]!
  const [draws] = await against(heldOut, i, [better ? points[b]! : own[a]!], opponent)
  const { mean: best, error } = estimated(draws!)
  return {
    responses: {
      how: known ? (known.over === null ? 'exact' : 'searched') : 'trained',
      ...(known?.over ? { over: known.over } : {}),
      found: found.map(({ mean, error }, k) => ({
        from: known ? 'the game' : k === 0 ? 'best snapshot' : `fresh start ${k}`,
        payoff: mean,
        error,
      })),
      curve,
      best,
      error,
    },
    draws: draws!,
    better: better ? points[b]! : null,
  }
}
