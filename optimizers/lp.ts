import type { FiniteView, Optimizer } from '../core/contract.ts'
import { defineOptimizer } from '../core/define.ts'
import { pure } from '../core/mixture.ts'
import type { Profile } from '../core/profile.ts'
import { Refusal } from '../core/refusal.ts'
import { linearProgramming } from '../core/solvers/lp.ts'

interface State {
  readonly solved: Profile | null
}

/** Probabilities from a solver's: nothing below 0, and a sum, taken in order, of exactly 1 where rounding lets it be. */
function probabilities(x: Float64Array): Float64Array {
  const kept = x.map(p => Math.max(p, 0))
  const sum = (p: Float64Array): number => p.reduce((s, v) => s + v, 0)
  const p = kept.map(v => v / sum(kept))
  const largest = p.indexOf(Math.max(...p))
  for (let i = 0; i < 3; i++) p[largest]! += 1 - sum(p)
  return p
}

/** An equilibrium of min_x max_y xᵀAy on simplices: y and v of the program, x its multipliers. */
async function equilibrium({ payoff: { values, shape }, profile }: FiniteView): Promise<Profile> {
  const [m, n] = shape as [number, number]
  const A = Array.from({ length: m }, (_, i) => Array.from(values.slice(i * n, (i + 1) * n)))
  if (!A.flat().every(Number.isFinite)) throw new Refusal('lp: the payoff matrix must have finite entries only')
  const size = Math.max(...A.flat().map(Math.abs)) || 1
  const solve = await linearProgramming()
  const { x, duals } = solve({
    maximise: [1, ...Array<number>(n).fill(0)],
    atMost: A.map(row => [[1, ...row.map(a => -a / size)], 0] as const),
    equal: [[[0, ...Array<number>(n).fill(1)], 1]],
    lower: [-Infinity, ...Array<number>(n).fill(0)],
  })
  return profile(probabilities(duals.slice(0, m)), probabilities(x.slice(1)))
}

/**
 * Linear programming: an exact equilibrium of a finite zero-sum game.
 *
 *     max v  subject to  v ≤ (Ay)_i for all i,  y ≥ 0,  Σy = 1;     x the multipliers of the m rows
 *
 * Von Neumann's theorem as duality (Dantzig 1951; Gale, Kuhn and Tucker 1951). One solve, by HiGHS' simplex method, with A divided by its largest
 * entry; both strategies are vertices, where there are several equilibria one of them. Before the solve there is no strategy, and the
 * answer is empty.
 */
export const lp = defineOptimizer({
  id: 'lp',
  about: 'An exact equilibrium of a finite zero-sum game by linear programming.',
  equations: ['max v  subject to  v ≤ (Ay)_i,  y ≥ 0,  Σy = 1', 'x = the multipliers of the rows'],
  source: 'Dantzig 1951; Gale, Kuhn and Tucker 1951',
  cost: '1 solve',
  example: 'saddle run --game matrix[payoff=portable] --optimizer lp --metric exploitability --steps 1',
  needs: 'finite',
  config: {},
  create: (): Optimizer<State, 'finite'> => ({
    init: () => ({ solved: null }),
    step: async view => ({ solved: await equilibrium(view) }),
    answer: ({ solved }) => (solved ? pure(solved) : []),
    done: ({ solved }) => solved !== null,
  }),
})
