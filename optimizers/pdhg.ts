import { choice, num, optional } from '../core/config/options.ts'
import type { Optimizer, SaddleView } from '../core/contract.ts'
import { defineOptimizer } from '../core/define.ts'
import { pure } from '../core/mixture.ts'
import { hostPoint, vectorLayout, type Point } from '../core/point.ts'
import { Profile } from '../core/profile.ts'
import { Refusal } from '../core/refusal.ts'

/** The iterate, the extrapolated x̄, the sum of all iterates but the start, and their number as a point of one entry. */
interface State {
  readonly z: Profile
  readonly ahead: Point
  readonly sum: Profile
  readonly n: Point
}
/** τσ‖K‖² where a step size is not given. */
const product = 0.81

/**
 * PDHG (Chambolle–Pock): proximal steps on both sides of a bilinear coupling min_x max_y f(x) + ⟨Kx, y⟩ − g*(y).
 *
 *     y⁺ = prox_{σg*}(y + σKx̄)
 *     x⁺ = prox_{τf}(x − τKᵀy⁺)
 *     x̄⁺ = x⁺ + θ(x⁺ − x)
 *
 * Chambolle and Pock, J. Math. Imaging Vis. 40 (2011), Alg. 1. Kx̄, Kᵀy and two proximal maps a step, on the host in double precision.
 * For θ = 1 and τσ‖K‖² < 1 the iterates converge to a saddle point and the gap of their mean falls as 1/n (Theorem 1); θ = 0 is the method of Arrow and Hurwicz, which need not converge. Absent step sizes make τσ‖K‖² = 0.81.
 */
export const pdhg = defineOptimizer({
  id: 'pdhg',
  about: 'Primal-dual hybrid gradient: exact proximal maps on both sides of a bilinear coupling, one side extrapolated.',
  equations: ['y⁺ = prox_{σg*}(y + σKx̄)', 'x⁺ = prox_{τf}(x − τKᵀy⁺)', 'x̄⁺ = x⁺ + θ(x⁺ − x)'],
  source: 'doi:10.1007/s10851-010-0251-1, Alg. 1',
  example: 'saddle run --game matrix[payoff=portable] --optimizer pdhg --metric duality-gap --steps 200',
  needs: 'saddle',
  cost: '2 gradients (Kx̄ and Kᵀy)',
  config: {
    tau: optional(num('τ', undefined, "x's step; where absent 0.81/(σ‖K‖²), or 0.9/‖K‖ where both are", { above: 0 })),
    sigma: optional(num('σ', undefined, "y's step; where absent 0.81/(τ‖K‖²), or 0.9/‖K‖ where both are", { above: 0 })),
    extrapolation: num('θ', 1, 'extrapolation of x, in multiples of its last move', { min: 0, max: 1 }),
    answer: choice(['last', 'average'], 'last', 'the last iterate, or the mean of all but the start'),
  },
  claims: { bilinear: { noise: 'deterministic', is: 'last-iterate' }, fixedPoint: true },
  create: ({ tau, sigma, extrapolation: θ, answer: answered }): Optimizer<State, 'saddle'> => {
    const steps = ({ normK }: SaddleView): readonly [τ: number, σ: number] => {
      // A coupling of zero bounds no step.
      const L = normK > 0 ? normK : 1
      const τ = tau ?? (sigma === null ? Math.sqrt(product) / L : product / (sigma * L * L))
      return [τ, sigma ?? product / (τ * L * L)]
    }
    return {
      init: view => {
        const [τ, σ] = steps(view)
        if (!(τ * σ * view.normK ** 2 <= 1))
          throw new Refusal(
            `pdhg: tau (τ) times sigma (σ) must be at most 1/‖K‖² = ${1 / view.normK ** 2}, got ${τ} times ${σ} = ${τ * σ}`,
          )
        const z = view.start()
        return { z, ahead: z.at(0), sum: z.zeros(), n: hostPoint(vectorLayout(1), [[0]]) }
      },
      step: (view, { z, ahead, sum, n }) => {
        const [τ, σ] = steps(view)
        const [x, y] = [z.at(0), z.at(1)]
        const dual = view.proxG(y.plus(view.K(ahead).times(σ)), σ)
        const primal = view.proxF(x.minus(view.Kt(dual).times(τ)), τ)
        const next = new Profile([primal, dual])
        return { z: next, ahead: primal.plus(primal.minus(x).times(θ)), sum: sum.plus(next), n: n.shift(1) }
      },
      answer: ({ z, sum, n }, other = answered) => {
        const count = n.host[0]!
        return pure(other === 'average' && count > 0 ? sum.times(1 / count) : z)
      },
      others: ['last', 'average'],
    }
  },
})
