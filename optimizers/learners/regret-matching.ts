import { flag } from '../../core/config/options.ts'
import { defineLearner } from '../../core/define.ts'
import { proportional } from '../../core/probabilities.ts'
import { needsSimplex } from './refusals.ts'

/**
 * Regret matching: each action by how much it is regretted not to have been played.
 *
 *     r_t = ⟨g_t, x_t⟩1 − g_t,     R_t = R_{t−1} + r_t, or [R_{t−1} + r_t]₊ with `plus=true`
 *     x_{t+1} ∝ [R_t]₊, or [R_t + r_t]₊ with `predictive=true`; uniform where that is 0
 *
 * Hart and Mas-Colell, Econometrica 68, 2000; plus: Tammelin, arXiv:1407.5042; predictive: Farina, Kroer and Sandholm, arXiv:2007.14358, with the
 * last costs as a guess of the next. No step size. Regret at most √(Σ‖r_t‖²) ≤ Δ√(nT) for costs in an interval of length Δ, of either form; predictive
 * √(2Σ‖r_t − r_{t−1}‖²). x₁ is where the game starts.
 */
export const regretMatching = defineLearner({
  id: 'regret-matching',
  about: 'Regret matching, regret matching+ (plus=true), and the predictive form of each.',
  equations: [
    'r_t = ⟨g_t, x_t⟩1 − g_t',
    'R_t = R_{t−1} + r_t, plus: [R_{t−1} + r_t]₊',
    'x_{t+1} ∝ [R_t]₊, predictive: [R_t + r_t]₊',
  ],
  source: 'Hart and Mas-Colell 2000; arXiv:1407.5042; arXiv:2007.14358',
  example:
    'saddle run --game matrix[payoff=portable] --optimizer self-play[learner=regret-matching[plus=true],alternating=true,averaging=linear] --metric exploitability --steps 100',
  config: {
    plus: flag('', false, 'regrets are cut off at 0 in every round (regret matching+)'),
    predictive: flag('', false, 'count the last regrets once more, as a guess of the next ones'),
  },
  refuses: (_, set) => needsSimplex(set),
  create: ({ plus, predictive }) => ({
    init: x => ({ R: x.zeros(), x }),
    play: ({ x }) => x,
    observe: ({ R, x }, g) => {
      const r = g.times(-1).shift(g.dot(x))
      const sum = R.plus(r)
      const next = plus ? sum.positive() : sum
      return { R: next, x: proportional((predictive ? next.plus(r) : next).positive()) }
    },
  }),
})
