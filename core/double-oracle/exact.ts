import type { BestResponseView, FiniteView, Game } from '../contract.ts'
import { actionValues } from '../solvers/action-values.ts'
import type { Mixture } from '../mixture.ts'
import type { Point } from '../point.ts'

/** A best response of a player to the mixture of the other one. */
export type ExactResponse = (opponent: Mixture) => Point

/** The mean of points of a simplex is the mixed strategy that their mixture is. */
const meanOf = ({ atoms, weights }: Mixture): Float64Array =>
  new Float64Array(atoms[0]!.size).map((_, e) => atoms.reduce((s, a, k) => s + Number(weights[k]) * a.host[e]!, 0))

function ofFinite({ payoff, profile }: FiniteView, i: number): ExactResponse {
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

const ofView = ({ respond }: BestResponseView, i: number): ExactResponse => {
  return opponent => respond(i, [opponent, opponent])
}

/**
 * The game's own best response of player i, on its whole set: of a finite game by its payoff matrix, of a game with the view bestResponse by that, but
 * not where it is best nearby only. Null where the game knows none. The first of equals.
 */
export function exactResponse({ views }: Game, i: number): ExactResponse | null {
  if (views?.finite) return ofFinite(views.finite(), i)
  const view = views?.bestResponse?.()
  return view && !view.local?.includes(i) ? ofView(view, i) : null
}
