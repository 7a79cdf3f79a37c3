import type { FiniteView, Game } from '../contract.ts'
import { actionValues } from '../solvers/action-values.ts'
import type { Mixture } from '../mixture.ts'
import type { Point } from '../point.ts'

/** A best response of a player to the mixture of the other one. */
type Response = (opponent: Mixture) => Point
/** What a game itself answers. */
export interface OwnResponse {
  readonly respond: Response
  /** What has been searched, as the end of a sentence, where nothing proves the response to be best; else null. */
  readonly over: string | null
}

/** The mean of points of a simplex is the mixed strategy that their mixture is. */
const meanOf = ({ atoms, weights }: Mixture): Float64Array =>
  new Float64Array(atoms[0]!.size).map((_, e) => atoms.reduce((s, a, k) => s + Number(weights[k]) * a.host[e]!, 0))

function ofFinite({ payoff, profile }: FiniteView, i: number): Response {
  const [m, n] = payoff.shape as [number, number]
  const unit = (size: number, k: number): Float64Array => new Float64Array(size).fill(1, k, k + 1)
  return opponent => {
    const p = meanOf(opponent)
    const costs =
      i === 0 ? actionValues(payoff, new Float64Array(m), p).Ay : actionValues(payoff, p, new Float64Array(n)).Atx.map(v => -v)
    const best = costs.indexOf(costs.reduce((a, b) => Math.min(a, b)))
    return i === 0 ? profile(unit(m, best), unit(n, 0)).at(0) : profile(unit(m, 0), unit(n, best)).at(1)
  }
}

/**
 * The game's own best response of player i, on its whole set: of a finite game by its payoff matrix, of a game with the view bestResponse by that, but
 * not where it is best nearby only. Null where the game knows none. The first of equals.
 */
export function ownResponse({ views }: Game, i: number): OwnResponse | null {
  if (views?.finite) return { respond: ofFinite(views.finite(), i), over: null }
  const view = views?.bestResponse?.()
  if (!view || view.local?.includes(i)) return null
  const searched = view.searched?.(i)
  return searched
    ? { respond: opponent => searched.respond([opponent, opponent]), over: searched.over }
    : { respond: opponent => view.respond(i, [opponent, opponent]), over: null }
}
