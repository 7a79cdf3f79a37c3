import { defineLearner } from '../../core/define.ts'
import { exponentialWeights } from '../../core/probabilities.ts'
import { larger, product, total } from '../../core/scalar.ts'
import { needsSimplex } from './refusals.ts'

/**
 * AdaHedge: hedge whose learning rate follows the sum Δ of the gaps between its costs and their mix, no constant to tune.
 *
 *     η_t = ln n/Δ_{t−1},     x_t ∝ exp(−η_t L_{t−1}),     Δ_t = Δ_{t−1} + ⟨x_t, g_t⟩ − (M(L_t, η_t) − M(L_{t−1}, η_t))
 *     L_t = Σ_{s≤t} g_s,      M(L, η) = −(1/η) ln Σᵢ exp(−ηLᵢ)/n;     η = ∞ while Δ = 0: the leaders alike, M = min L
 *
 * De Rooij, van Erven, Grünwald and Koolen, arXiv:1301.0534, section 2. Regret at most 2√(V ln n) + S(4/3·ln n + 2) (Theorem 8), V the sum of the
 * variances of the costs under x_t, S the longest range of costs. Plays uniformly at first, wherever the game starts.
 */
export const adaHedge = defineLearner({
  id: 'ada-hedge',
  about: 'AdaHedge: hedge that sets its own learning rate by the costs.',
  equations: ['x_t ∝ exp(−(ln n/Δ_{t−1})L_{t−1})', 'Δ_t = Δ_{t−1} + ⟨x_t, g_t⟩ − (M(L_t, η_t) − M(L_{t−1}, η_t))'],
  source: 'arXiv:1301.0534, section 2',
  example:
    'saddle run --game matrix[payoff=portable] --optimizer self-play[learner=ada-hedge] --metric exploitability --steps 100',
  config: {},
  refuses: (_, set) => needsSimplex(set),
  create: () => ({
    init: x => ({ L: x.zeros(), Δ: x.dot(x.zeros()), x: x.zeros().shift(1 / x.size) }),
    play: ({ x }) => x,
    observe: ({ L, Δ, x }, g) => {
      const next = L.plus(g)
      const mixed = total(exponentialWeights(next, Δ)[1], product(exponentialWeights(L, Δ)[1], -1))
      const sum = total(Δ, larger(total(x.dot(g), product(mixed, -1)), 0))
      return { L: next, Δ: sum, x: exponentialWeights(next, sum)[0] }
    },
  }),
})
