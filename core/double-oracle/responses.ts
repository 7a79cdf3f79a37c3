import type { Game } from '../contract.ts'
import type { Engine } from '../engine.ts'
import type { Key } from '../key.ts'
import { support, type Mixture } from '../mixture.ts'
import type { Point } from '../point.ts'
import { ownResponse } from './own.ts'
import { estimated, mixed, type Payoffs } from './payoffs.ts'
import { freshStarts, responseGame, trained } from './training.ts'
import { trainedUntilFlat, type Lengths } from './until-flat.ts'

/** How best responses are found and measured. */
export interface ResponseOptions extends Lengths {
  readonly game: Game
  /** On the draws of the matrix, and on those that training never sees. */
  readonly training: Payoffs
  readonly heldOut: Payoffs
  /** Fresh starts a player; one more begins at the best strategy that is there. */
  readonly starts: number
  /** Points of a curve in a stretch of training. */
  readonly points: number
  /** Train also where the game has responses of its own. */
  readonly always: boolean
  /** The engine that trains a game of responses for so many steps, its draws by this key. */
  engineOf(game: Game, key: Key, steps: number): Promise<Engine>
}
/** What was found for one player. Payoffs are the first player's losses. */
export interface BestResponses {
  readonly how: 'exact' | 'searched' | 'trained'
  /** Of `searched`: over what, as the end of a sentence. */
  readonly over?: string
  /** On held-out draws, one a response: where it began, its payoff at the end. */
  readonly found: readonly { readonly from: string; readonly payoff: number; readonly error: number }[]
  /** Payoffs on held-out draws on the way, response by response; none of exact ones. */
  readonly curve: { readonly steps: readonly number[]; readonly payoffs: readonly (readonly number[])[] }
  /** Steps of each stretch of training, and whether the last gained nothing that shows; of exact ones none, and true. */
  readonly stretches: readonly number[]
  readonly flat: boolean
  /** Payoff on held-out draws of the best strategy by its payoff on the training draws: a response, or one that was there. */
  readonly best: number
  readonly error: number
}
/** Its best strategy, draw by draw on held-out draws; null where none is better than what is there. */
export interface BestResponse {
  readonly responses: BestResponses
  readonly draws: Float64Array
  readonly better: Point | null
}

/** What each strategy of player i is worth against the other's mixture, draw by draw. */
export async function against(payoffs: Payoffs, i: number, points: readonly Point[], opponent: Mixture): Promise<Float64Array[]> {
  const { atoms, weights } = support(opponent)
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
  { game, training, heldOut, starts, steps, most, points: seen, always, engineOf }: ResponseOptions,
  i: number,
  own: readonly Point[],
  opponent: Mixture,
  key: Key,
): Promise<BestResponse> {
  const known = always ? null : ownResponse(game, i)
  const there = means(await against(training, i, own, opponent)).map(v => goodness(i, v))
  const curve: { steps: number[]; payoffs: number[][] } = { steps: [], payoffs: [] }
  const stretch = async (points: readonly Point[], n: number, from: number): Promise<readonly Point[]> => {
    const engine = await engineOf(responseGame(game, i, opponent, points), key.fold('stretch').fold(from), n)
    try {
      return await trained(engine, { steps: n, every: Math.ceil(n / seen) }, async (step, points) => {
        if (from > 0 && step === 0) return
        curve.steps.push(from + step)
        means(await against(heldOut, i, points, opponent)).forEach((v, k) => (curve.payoffs[k] ??= []).push(v))
      })
    } finally {
      engine.dispose()
    }
  }
  const worth = async (points: readonly Point[]): Promise<Float64Array[]> =>
    (await against(training, i, points, opponent)).map(draws => (i === 0 ? draws.map(v => -v) : draws))
  const { points, stretches, flat } = known
    ? { points: [known.respond(opponent)], stretches: [], flat: true }
    : await trainedUntilFlat(
        [own[bestOf(there)]!, ...freshStarts(game, i, key.fold('start'), starts)],
        { steps, most },
        stretch,
        worth,
      )
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
      stretches,
      flat,
      best,
      error,
    },
    draws: draws!,
    better: better ? points[b]! : null,
  }
}
