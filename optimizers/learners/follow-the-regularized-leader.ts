import { choice, flag, stepSize } from '../../core/config/options.ts'
import { defineLearner } from '../../core/define.ts'
import { needsConvexSet, needsSimplex } from './refusals.ts'

/**
 * Follow the regularized leader: what would have cost least so far, held back by a strongly convex ψ.
 *
 *     x_{t+1} = argmin_x η_t⟨Σ_{s≤t} g_s + m, x⟩ + ψ(x),     m = 0, or g_t with `predictive=true`
 *     quadratic:  ψ(x) = ½‖x − x₁‖²,  x_{t+1} = prox(x₁ − η_t(Σg + m));      entropic:  ψ(x) = KL(x‖x₁),  x_{t+1} ∝ x₁ ∘ exp(−η_t(Σg + m))
 *
 * Shalev-Shwartz, Found. Trends Mach. Learn. 4, 2012; Orabona, arXiv:1912.13213, section 7; predictive arXiv:1507.00407, Prop. 7. Regret for constant
 * η at most ψ(u)/η + ½ηΣ‖g_t‖², in the dual norm of that in which ψ is strongly convex; predictive ψ(u)/η + ηΣ‖g_t − g_{t−1}‖². A schedule such as
 * `inverse-sqrt[of=η]` weighs the whole sum anew, as the analysis without a known horizon wants it.
 */
export const followTheRegularizedLeader = defineLearner({
  id: 'follow-the-regularized-leader',
  about: 'Follow the regularized leader, with a quadratic or entropic regularizer, also predictive.',
  equations: ['x_{t+1} = argmin_x η_t⟨Σ_{s≤t} g_s + m, x⟩ + ψ(x),  m = 0 or g_t'],
  source: 'arXiv:1912.13213, section 7; arXiv:1507.00407',
  example:
    'saddle run --game matrix[payoff=portable] --optimizer self-play[learner=follow-the-regularized-leader[stepSize=0.1]] --metric exploitability --steps 100',
  config: {
    stepSize: stepSize('η', 0.1, 'weight of the costs against ψ'),
    regularizer: choice(['quadratic', 'entropic'], 'quadratic', 'ψ'),
    predictive: flag('', false, 'count the last costs once more, as a guess of the next ones'),
  },
  refuses: ({ regularizer }, set) => (regularizer === 'entropic' ? needsSimplex(set) : needsConvexSet(set)),
  create: ({ stepSize: η, regularizer, predictive }, { index, set }) => ({
    init: x => ({ first: x, sum: x.zeros(), x }),
    play: ({ x }) => x,
    observe: ({ first, sum }, g) => {
      const next = sum.plus(g)
      const costs = (predictive ? next.plus(g) : next).times(η.of(index))
      return { first, sum: next, x: regularizer === 'entropic' ? set.mirror!(first, costs, 1) : set.prox(first.minus(costs), 1) }
    },
  }),
})
