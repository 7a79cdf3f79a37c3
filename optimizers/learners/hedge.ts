import { stepSize } from '../../core/config/options.ts'
import { defineLearner } from '../../core/define.ts'
import { needsSimplex } from './refusals.ts'

/**
 * Hedge, or multiplicative weights: each action loses weight by what it has cost.
 *
 *     x_{t+1} ∝ x₁ ∘ exp(−Σ_{s≤t} η_s g_s),     that is x_{t+1} ∝ x_t ∘ exp(−η_t g_t)
 *
 * Freund and Schapire, J. Comput. Syst. Sci. 55, 1997. For costs in an interval of length Δ and constant η the regret against every action
 * from a uniform start is at most ln n/η + ηΔ²T/8, least at η = √(8 ln n/T)/Δ. The last iterate of two of them turns away from an interior
 * equilibrium (Bailey and Piliouras, EC 2018). The sum is kept, so that an action whose weight has vanished may come back.
 */
export const hedge = defineLearner({
  id: 'hedge',
  about: 'Hedge (multiplicative weights): actions lose weight by what they have cost.',
  equations: ['x_{t+1} ∝ x_t ∘ exp(−η_t g_t)'],
  source: 'Freund and Schapire 1997',
  example:
    'saddle run --game matrix[payoff=portable] --optimizer self-play[learner=hedge[stepSize=0.1]] --metric exploitability --steps 100',
  config: { stepSize: stepSize('η', 0.1, 'step size') },
  refuses: (_, set) => needsSimplex(set),
  create: ({ stepSize: η }, { index, set }) => ({
    init: x => ({ first: x, sum: x.zeros(), x }),
    play: ({ x }) => x,
    observe: ({ first, sum }, g) => {
      const next = sum.plus(g.times(η.of(index)))
      return { first, sum: next, x: set.mirror!(first, next, 1) }
    },
  }),
})
