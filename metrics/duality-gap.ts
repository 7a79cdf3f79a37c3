import { defineMetric, type Probe } from '../core/define.ts'
import type { HostTensor } from '../core/host.ts'
import { support } from '../core/mixture.ts'
import { Profile } from '../core/profile.ts'
import { actionValues } from '../core/solvers/action-values.ts'
import { asProfile } from './support.ts'

/** max_j (Aᵀx)_j − min_i (Ay)_i of min_x max_y xᵀAy on simplices: ≥ 0 there, and 0 exactly at equilibria. */
export function matrixGap(A: HostTensor, x: ArrayLike<number>, y: ArrayLike<number>): number {
  const { Ay, Atx } = actionValues(A, x, y)
  return Math.max(...Atx) - Math.min(...Ay)
}

/**
 * The exact duality gap of a zero-sum game of two players, key `duality-gap`: of a finite game by its payoff matrix, where a mixture of points of the
 * simplex is its mean; of a game with the oracle `worst` for mixtures of any strategies, with both of its ends, `worst-<player 1>` what player 1 pays
 * at worst and `worst-<player 2>` what player 2 is paid at worst. Of a game with the oracle `upper` (a generator that is a network) only `worst-<player 1>`
 * is measured, from what the network makes in the run's precision.
 */
export const dualityGap = defineMetric({
  id: 'duality-gap',
  about: 'Exact duality gap of a zero-sum game, mixtures included: what both players together could gain by best responses.',
  equations: ['max_j (Aᵀx)_j − min_i (Ay)_i', 'max_y E_x ℓ₁(x, y) − min_x E_y ℓ₁(x, y)'],
  source: 'von Neumann, 1928',
  example: 'saddle run --game matrix --optimizer average[of=extragradient[stepSize=0.1]] --metric duality-gap --steps 200',
  config: {},
  refuses: game =>
    (game.oracles?.payoff ?? game.oracles?.worst ?? game.oracles?.upper)
      ? null
      : `game '${game.id}' has no payoff matrix and no exact best responses, which duality-gap needs; the games 'matrix' and 'semi-shallow-gan' have`,
  create: (_, game) => {
    const { payoff: A, worst, searched, upper } = game.oracles!
    if (A)
      return {
        names: () => ['duality-gap'],
        measure: ({ answer }) => {
          const z = asProfile(game, answer)!
          return { 'duality-gap': matrixGap(A, z.at(0).host, z.at(1).host) }
        },
      }
    const side = `worst-${game.players[0]!.id}`
    if (upper) {
      const probe: Probe = { run: (_, z) => [upper.rows(z.at(0))] }
      return {
        names: () => [side],
        note: `no best response of '${game.players[0]!.id}' is known on this game, so that no gap is: ${side} alone is measured`,
        measure: async ({ answer: [x, y], evaluate }) => {
          const opponent = y?.atoms[0]
          if (!x || x.atoms.length === 0 || !opponent) return { [side]: NaN }
          const { atoms, weights } = support(x)
          const made: { rows: Float64Array; weight: number }[] = []
          for (const [k, u] of atoms.entries()) {
            const [rows] = await evaluate(probe, new Profile([u, opponent]))
            made.push({ rows: Float64Array.from(rows!.values), weight: weights[k]! })
          }
          return { [side]: upper.worst(made) }
        },
      }
    }
    const ends = game.players.map(({ id }) => `worst-${id}`) as [string, string]
    return {
      names: () => ['duality-gap', ...ends],
      ...(searched === undefined
        ? {}
        : {
            note: `${searched}, which proves no bound: a lesser one may exist, and duality-gap is a lower bound of the true gap`,
          }),
      measure: ({ answer }) => {
        const { upper, lower } = worst!(answer)
        return { 'duality-gap': upper - lower, [ends[0]]: upper, [ends[1]]: lower }
      },
    }
  },
})
