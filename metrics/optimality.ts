import { defineMetric } from '../core/define.ts'
import { asProfile } from './support.ts'

/**
 * How far a pair is from the optimality conditions of a linear program: a primal and a dual point, both feasible, of equal value. Keys:
 * `optimality` = the largest of the three relative residuals
 *
 *     ‖(Ax − b)₊‖∞/(1 + ‖b‖∞),   ‖(−c − Aᵀy)₊‖∞/(1 + ‖c‖∞),   |cᵀx + bᵀy|/(1 + |cᵀx| + |bᵀy|),
 *
 * of which x ≥ 0 and y ≥ 0 are part; `primal`, `dual` and `gap` are their numerators, `gap` with its sign. All are 0 exactly at optimal
 * pairs. The form is that of arXiv:2106.04756, section 4, with largest entries in place of Euclidean norms.
 */
export const optimality = defineMetric({
  id: 'optimality',
  about: 'How far a pair is from the optimality conditions of a linear program: feasibility of both sides and their gap.',
  equations: ['max(‖(Ax − b)₊‖/(1 + ‖b‖), ‖(−c − Aᵀy)₊‖/(1 + ‖c‖), |cᵀx + bᵀy|/(1 + |cᵀx| + |bᵀy|))'],
  source: 'arXiv:2106.04756, section 4',
  example: 'saddle run --game linear-program --optimizer pdhg --metric optimality --steps 400',
  config: {},
  refuses: game =>
    game.oracles?.optimality
      ? null
      : `game '${game.id}' is no linear program, whose conditions optimality measures; the game 'linear-program' is one`,
  create: (_, game) => ({
    names: () => ['optimality', 'primal', 'dual', 'gap'],
    measure: ({ answer }) => {
      const { primal, dual, values, sizes } = game.oracles!.optimality!(asProfile(game, answer)!)
      const gap = values[0] - values[1]
      const relative = [
        primal / (1 + sizes[0]),
        dual / (1 + sizes[1]),
        Math.abs(gap) / (1 + Math.abs(values[0]) + Math.abs(values[1])),
      ]
      return { optimality: Math.max(...relative), primal, dual, gap }
    },
  }),
})
