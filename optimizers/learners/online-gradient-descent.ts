import { flag, stepSize } from '../../core/config/options.ts'
import { defineLearner } from '../../core/define.ts'
import { needsConvexSet } from './refusals.ts'

/**
 * Online gradient descent: a projected step against the last gradient.
 *
 *     z_{t+1} = prox(z_t − η_t g_t),     x_{t+1} = z_{t+1}, or prox(z_{t+1} − η_t g_t) with `predictive=true`
 *
 * Zinkevich, ICML 2003; predictive: Rakhlin and Sridharan, arXiv:1311.1869 (optimistic mirror descent with the last gradient as a guess of the
 * next). Regret for constant η at most ‖u − x₁‖²/(2η) + ½ηΣ‖g_t‖²; predictive D²/(2η) + ηΣ‖g_t − g_{t−1}‖² − Σ‖x_t − x_{t−1}‖²/(8η), D the
 * diameter of the set (arXiv:1507.00407, Prop. 5).
 */
export const onlineGradientDescent = defineLearner({
  id: 'online-gradient-descent',
  about: 'Online projected gradient descent, also predictive.',
  equations: ['z_{t+1} = prox(z_t − η_t g_t)', 'x_{t+1} = z_{t+1}, or prox(z_{t+1} − η_t g_t)'],
  source: 'Zinkevich, ICML 2003; arXiv:1311.1869',
  example:
    'saddle run --game matrix[payoff=portable] --optimizer self-play[learner=online-gradient-descent[stepSize=0.1]] --metric exploitability --steps 100',
  config: {
    stepSize: stepSize('η', 0.1, 'step size'),
    predictive: flag('', false, 'play a step ahead of z, along the last gradient'),
  },
  refuses: (_, set) => needsConvexSet(set),
  create: ({ stepSize: η, predictive }, { index, set }) => ({
    init: x => ({ z: x, x }),
    play: ({ x }) => x,
    observe: ({ z }, g) => {
      const step = g.times(η.of(index))
      const next = set.prox(z.minus(step), η.of(index))
      return { z: next, x: predictive ? set.prox(next.minus(step), η.of(index)) : next }
    },
  }),
})
