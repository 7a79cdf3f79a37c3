import { num, optional } from '../../core/config/options.ts'
import { defineLearner } from '../../core/define.ts'
import { inverseRoot, product, total } from '../../core/scalar.ts'
import { needsConvexSet, needsDiameter } from './refusals.ts'

/**
 * Adaptive gradient descent (AdaGrad with one step size for all entries): the step is scaled by the size of the set and shrinks with the gradients seen.
 *
 *     x_{t+1} = prox(x_t − η_t g_t),     η_t = (D/√2)/√(Σ_{s≤t} ‖g_s‖²)
 *
 * Streeter and McMahan, arXiv:1002.4862; Orabona, arXiv:1912.13213, section 4.2: the regret is at most √2·D·√(Σ‖g_t‖²), D the diameter of
 * the set. On a set that has none D must be given, and the bound is against u with ‖x_t − u‖ ≤ D in every round. A D that is too small voids it.
 */
export const adaptiveGradientDescent = defineLearner({
  id: 'adaptive-gradient-descent',
  about: 'Projected gradient descent whose step size follows the gradients seen (AdaGrad, one step size for all entries).',
  equations: ['x_{t+1} = prox(x_t − (D/√2)g_t/√(Σ_{s≤t} ‖g_s‖²))'],
  source: 'arXiv:1002.4862; arXiv:1912.13213, section 4.2',
  example:
    'saddle run --game matrix[payoff=portable] --optimizer self-play[learner=adaptive-gradient-descent] --metric exploitability --steps 100',
  config: {
    diameter: optional(
      num('D', undefined, 'largest distance of two strategies; the diameter of the set where absent', { above: 0 }),
    ),
  },
  refuses: ({ diameter }, set) => needsConvexSet(set) ?? (diameter === null ? needsDiameter(set) : null),
  create: ({ diameter }, { set }) => ({
    init: x => ({ x, squares: x.dot(x.zeros()) }),
    play: ({ x }) => x,
    observe: ({ x, squares }, g) => {
      const seen = total(squares, g.dot(g))
      const D = diameter ?? set.diameter!(g.size)
      const η = product(D / Math.SQRT2, inverseRoot(seen))
      return { x: set.prox(x.minus(g.times(η)), η), squares: seen }
    },
  }),
})
