import { choice, stepSize } from '../../core/config/options.ts'
import { defineLearner } from '../../core/define.ts'
import type { Point } from '../../core/point.ts'
import { needsSimplex } from './refusals.ts'

/**
 * Optimistic hedge (OMWU): hedge that counts the last costs once more, as a guess of the next ones.
 *
 *     x_{t+1} ∝ x_t ∘ exp(−η(2g_t − g_{t−1})),     g₀ = 0, or g₁ with `first=current`: then the first step is that of hedge
 *
 * Rakhlin and Sridharan, arXiv:1311.1869; Syrgkanis et al., arXiv:1507.00407, whose Prop. 7 bounds the regret from a uniform start with
 * g₀ = 0 by ln n/η + ηΣ‖g_t − g_{t−1}‖∞² − Σ‖x_t − x_{t−1}‖₁²/(4η): two of them have an average of gap O(1/T). Their last iterate converges where the
 * equilibrium is unique, linearly for small constant η (Wei et al., arXiv:2006.09517).
 */
export const optimisticHedge = defineLearner({
  id: 'optimistic-hedge',
  about: 'Optimistic hedge (OMWU): hedge that expects the last costs to come again.',
  equations: ['x_{t+1} ∝ x_t ∘ exp(−η(2g_t − g_{t−1}))'],
  source: 'arXiv:1311.1869; arXiv:1507.00407',
  example:
    'saddle run --game matrix[payoff=portable] --optimizer self-play[learner=optimistic-hedge[stepSize=0.1]] --metric exploitability --steps 100',
  config: {
    stepSize: stepSize('η', 0.1, 'step size'),
    first: choice(['zero', 'current'], 'zero', 'g₀: zero, or the first costs'),
  },
  refuses: (_, set) => needsSimplex(set),
  create: ({ stepSize: η, first }, { index, set }) => ({
    init: (x): { readonly start: Point; readonly sum: Point | null; readonly x: Point } => ({ start: x, sum: null, x }),
    play: ({ x }) => x,
    observe: ({ start, sum }, g) => {
      const step = g.times(η.of(index))
      const next = sum ? sum.plus(step) : first === 'zero' ? step : step.zeros()
      return { start, sum: next, x: set.mirror!(start, next.plus(step), 1) }
    },
  }),
})
