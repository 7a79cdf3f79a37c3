import type { Optimizer } from '../core/contract.ts'
import { defineOptimizer } from '../core/define.ts'
import { pure } from '../core/mixture.ts'
import type { Profile } from '../core/profile.ts'
import { Refusal } from '../core/refusal.ts'
import { equilibrium, exact } from '../core/solvers/equilibrium.ts'

interface State {
  readonly solved: Profile | null
}

/**
 * Linear programming: an exact equilibrium of a finite zero-sum game.
 *
 *     max v  subject to  v ≤ (Ay)_i for all i,  y ≥ 0,  Σy = 1;     x the multipliers of the m rows
 *
 * Von Neumann's theorem as duality (Dantzig 1951; Gale, Kuhn and Tucker 1951). One solve, by HiGHS' simplex method, with A divided by its largest
 * entry, or its rows and columns equilibrated where that is not enough; a gap above 1e-9 of the payoffs that are met is refused. Both strategies are vertices, where there are several equilibria one of them. Before the solve there is no strategy, and the
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
    step: async ({ payoff, profile }) => {
      const { x, y, gap, met } = await equilibrium(payoff)
      if (!(gap <= exact * met))
        throw new Refusal(
          `lp: the solver's tolerances leave a gap of ${gap.toExponential(1)} between strategies that meet payoffs up to ${met.toExponential(1)}: the entries of the payoff matrix differ by too many orders of magnitude; leave out actions that are never played, or use self-play`,
        )
      return { solved: profile(x, y) }
    },
    answer: ({ solved }) => (solved ? pure(solved) : []),
    done: ({ solved }) => solved !== null,
  }),
})
