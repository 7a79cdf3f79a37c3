import { int, num, optional } from '../core/config/options.ts'
import type { BestResponseView, Game } from '../core/contract.ts'
import { defineOptimizer } from '../core/define.ts'
import { dirac, pure, type Mixture } from '../core/mixture.ts'
import { hostPoint, vectorLayout, type Point } from '../core/point.ts'
import { Profile } from '../core/profile.ts'
import { history, played, written } from './chekhov/history.ts'

interface State {
  /** The last decisions; before the first round, those of the first. */
  readonly z: Profile
  /** All decisions, a table a player. */
  readonly past: readonly Point[]
  /** −Σ_{τ≤t} ∇g_τ(v_τ). */
  readonly sum: Point
  /** Rounds played, as a point of one entry. */
  readonly t: Point
}

/** Numbers that the tables may have: half a gigabyte, and as much again while a row is written. */
const most = 2 ** 26

/** Why Alg. 1 cannot be played, or null. */
function refuses({ horizon: T }: { readonly horizon: number }, { id, players, views, claims: { zeroSum } }: Game): string | null {
  const view = views!.bestResponse!()
  if (players.length !== 2 || !zeroSum)
    return `Alg. 1 is of one payoff between two players, which game '${id}' does not claim (zeroSum)`
  if (view.local?.includes(0))
    return `game '${id}' offers a best response of '${players[0]!.id}' that is local only, and Alg. 1 with a local minimiser voids the theorem; use chekhov`
  if (!view.smooth(1))
    return `game '${id}' has no gradient of '${players[1]!.id}' in its best-response view: Alg. 1 needs a payoff concave in the critic`
  const { kind, convex, name } = players[1]!.set
  if (kind !== 'set' || !convex) return `the critic must play on a convex set such as ball, got ${name}`
  const row = view.start().points.reduce((n, x) => n + x.size, 0)
  return T * row <= most
    ? null
    : `horizon (T) of ${T} makes tables of ${T} × ${row} numbers, which a state holds; valid on this game: at most ${Math.floor(most / row)}`
}

/**
 * Chekhov GAN, the theory algorithm: the generator follows the leader, the critic the regularized leader, both by the history alone.
 *
 *     u_t = argmin_u Σ_{τ<t} M(u, v_τ)                                                    a global minimum
 *     v_t = argmax_{v∈K} Σ_{τ<t} ⟨∇g_τ(v_τ), v⟩ − √T/(2η₀)‖v‖² = Π_K((η₀/√T) Σ_{τ<t} ∇g_τ(v_τ)),   g_τ = M(u_τ, ·)
 *
 * Grnarova et al., arXiv:1706.03269, Alg. 1, of M concave in v and L-Lipschitz, arbitrary in u: after T rounds the uniform mixtures over both
 * histories, the answer, are an ε-equilibrium, ε = O(1/√T). η₀ = d/(√2L), d the diameter of K; T, the horizon, is known beforehand: the
 * run ends after T steps, and fewer have the step size of T and no guarantee. u₁ is where the game starts, v₁ = Π_K(0). The last decisions,
 * the other answer `last`, are no equilibrium. u_t is what the game's view responds: on `semi-shallow-gan` the first best generator of its grid.
 *
 * Step t: one best response to t − 1 critics and one gradient. Memory: tables of T strategies a player, 8T(p + q) bytes for strategies of p and
 * q numbers, written anew in every step and in every checkpoint.
 */
export const chekhovFtl = defineOptimizer({
  id: 'chekhov-ftl',
  about: 'Chekhov GAN with its guarantee: follow-the-leader against FTRL; the answer is a mixed equilibrium up to O(1/√T).',
  equations: ['u_t = argmin_u Σ_{τ<t} M(u, v_τ)', 'v_t = Π_K((η₀/√T) Σ_{τ<t} ∇g_τ(v_τ)),  g_τ = M(u_τ, ·)'],
  source: 'arXiv:1706.03269, Alg. 1',
  cost: '1 solve',
  example: 'saddle run --game semi-shallow-gan --optimizer chekhov-ftl[horizon=100] --metric duality-gap --steps 100',
  needs: 'bestResponse',
  config: {
    horizon: int('T', 100, 'rounds', { min: 1, max: 1000000 }),
    scale: optional(num('η₀', undefined, 'of the regularizer √T/(2η₀)‖v‖²; d/(√2L) where absent', { above: 0 })),
  },
  refuses,
  create: ({ horizon: T, scale }) => ({
    init: ({ start, sets }: BestResponseView): State => {
      const [u, v] = start().points as [Point, Point]
      const z = new Profile([u, sets[1]!.prox(v.zeros(), 1)])
      return { z, past: z.points.map(x => history(T, x)), sum: v.zeros(), t: hostPoint(vectorLayout(1), [[0]]) }
    },
    step: ({ respond, smooth, sets }: BestResponseView, state: State): State => {
      const { z, past, sum } = state
      const t = state.t.host[0]!
      if (t >= T) return state
      const { gradient, diameter: d, lipschitz: L } = smooth(1)!
      const η0 = scale ?? d / (Math.SQRT2 * L)
      const u = t === 0 ? z.at(0) : respond(0, [dirac(z.at(0)), played(past[1]!, t, z.at(1))])
      const v = sets[1]!.prox(sum.times(-η0 / Math.sqrt(T)), 1)
      const next = new Profile([u, v])
      const tables = past.map((table, i) => written(table, t, next.at(i)))
      return { z: next, past: tables, sum: sum.plus(gradient(next)), t: state.t.shift(1) }
    },
    answer: ({ z, past, t }: State, other?: string): readonly Mixture[] => {
      const rounds = t.host[0]!
      return other === 'last' || rounds === 0 ? pure(z) : past.map((table, i) => played(table, rounds, z.at(i)))
    },
    others: ['last'],
    horizon: T,
    done: ({ t }: State) => (t.host[0]! < T ? false : `all rounds of the horizon are played (T = ${T})`),
  }),
})
