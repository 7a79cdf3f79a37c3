import { num } from '../../core/config/options.ts'
import { defineLearner } from '../../core/define.ts'
import { inverseRoot, product, total } from '../../core/scalar.ts'
import { needsConvexSet } from './refusals.ts'

/**
 * Adaptive gradient descent (AdaGrad with one step size for all entries): the step shrinks with the gradients seen, no constant to tune.
 *
 *     x_{t+1} = prox(x_t − η_t g_t),     η_t = (D/√2)/√(Σ_{s≤t} ‖g_s‖²)
 *
 * Streeter and McMahan, arXiv:1002.4862; Orabona, arXiv:1912.13213, section 4.2: on a set of diameter D the regret is at most √2·D·√(Σ‖g_t‖²).
 */
export const adaptiveGradientDescent = defineLearner({
  id: 'adaptive-gradient-descent',
  about: 'Projected gradient descent whose step size follows the gradients seen (AdaGrad, one step size for all entries).',
  equations: ['x_{t+1} = prox(x_t − (D/√2)g_t/√(Σ_{s≤t} ‖g_s‖²))'],
  source: 'arXiv:1002.4862; arXiv:1912.13213, section 4.2',
  example:
    'saddle run --game matrix[payoff=portable] --optimizer self-play[learner=adaptive-gradient-descent] --metric exploitability --steps 100',
  config: { diameter: num('D', Math.SQRT2, 'diameter of the set; that of the simplex where absent', { above: 0 }) },
  refuses: (_, set) => needsConvexSet(set),
  create: ({ diameter: D }, { set }) => ({
    init: x => ({ x, squares: x.dot(x.zeros()) }),
    play: ({ x }) => x,
    observe: ({ x, squares }, g) => {
      const seen = total(squares, g.dot(g))
      const η = product(D / Math.SQRT2, inverseRoot(seen))
      return { x: set.prox(x.minus(g.times(η)), η), squares: seen }
    },
  }),
})
