import { stepSize } from '../../core/config/options.ts'
import { defineLearner } from '../../core/define.ts'
import { needsSimplex } from './refusals.ts'

/**
 * Optimistic hedge (OMWU): hedge that counts the last costs once more, as a guess of the next ones.
 *
 *     x_{t+1} ∝ x₁ ∘ exp(−Σ_{s≤t} η_s g_s − η_t g_t),     that is x_{t+1} ∝ x_t ∘ exp(−η(2g_t − g_{t−1})), g₀ = 0
 *
 * Rakhlin and Sridharan, arXiv:1311.1869; Syrgkanis et al., arXiv:1507.00407, whose Prop. 7 bounds the regret from a uniform start by
 * ln n/η + ηΣ‖g_t − g_{t−1}‖∞² − Σ‖x_t − x_{t−1}‖₁²/(4η): two of them have an average of gap O(1/T). Their last iterate converges where the
 * equilibrium is unique, linearly for small constant η (Wei et al., arXiv:2006.09517).
 */
export const optimisticHedge = defineLearner({
  id: 'optimistic-hedge',
  about: 'Optimistic hedge (OMWU): hedge that expects the last costs to come again.',
  equations: ['x_{t+1} ∝ x_t ∘ exp(−η(2g_t − g_{t−1}))'],
  source: 'arXiv:1311.1869; arXiv:1507.00407',
  example:
    'saddle run --game matrix[payoff=portable] --optimizer self-play[learner=optimistic-hedge[stepSize=0.1]] --metric exploitability --steps 100',
  config: { stepSize: stepSize('η', 0.1, 'step size') },
  refuses: (_, set) => needsSimplex(set),
  create: ({ stepSize: η }, { index, set }) => ({
    init: x => ({ first: x, sum: x.zeros(), x }),
    play: ({ x }) => x,
    observe: ({ first, sum }, g) => {
      const step = g.times(η.of(index))
      const next = sum.plus(step)
      return { first, sum: next, x: set.mirror!(first, next.plus(step), 1) }
    },
  }),
})
