import { choice, num, stepSize } from '../core/config/options.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'
import { residualOf } from '../core/residual.ts'

/**
 * Gradient-regularized descent-ascent: the first player θ also descends the squared gradient norm of the others φ.
 *
 *     r_φ = (φ − prox(φ − ηF_φ(z; ξ)))/η                  the projected residual; F_φ where φ is free
 *     θ⁺  = prox(θ − η(F_θ(z; ξ) + 2ρ[Jᵀ(0, r_φ)]_θ))     2[Jᵀ(0, F_φ)]_θ = ∇_θ‖∇_φ V‖²
 *     φ⁺  = prox(φ − ηF_φ(z; ξ))
 *
 * Nagarajan and Kolter, arXiv:1706.04156, section 5: the penalty and the losses share a minibatch (`sample=same`); with
 * `sample=independent` the two factors of the squared norm come from two samples; where φ is free their product is unbiased.
 * n gradients, one product with Jᵀ, and where φ is not free a prox more, a step. On a bilinear game the step map's determinant is 1 − 2ηρσ² + η²σ² while ρσ < 1.
 */
export const gradientRegularized = defineOptimizer({
  id: 'gradient-regularized',
  about: 'Descent-ascent whose first player also descends the squared norm of the other players’ gradient.',
  equations: ['θ⁺ = prox(θ − η(F_θ + ρ∇_θ‖∇_φ V‖²))', 'φ⁺ = prox(φ − ηF_φ)'],
  source: 'arXiv:1706.04156, section 5',
  example: 'saddle run --game bilinear --optimizer gradient-regularized[stepSize=0.1,weight=0.5] --steps 100',
  needs: 'field',
  order: 2,
  cost: 'n gradients, 1 Jacobian product; 2 samples with sample=independent',
  config: {
    stepSize: stepSize('η', 0.1, 'step size'),
    weight: num('ρ', 0.5, 'weight of the squared gradient norm', { min: 0 }),
    sample: choice(['same', 'independent'], 'same', 'minibatches of the two factors of the squared norm'),
  },
  slots: { direction: 'transform' },
  claims: {
    bilinear: { when: { weight: 0.5 }, noise: 'deterministic', is: 'last-iterate' },
    stronglyMonotone: { is: 'last-iterate' },
    fixedPoint: true,
    reducesTo: [{ when: { weight: 0 }, optimizer: 'gda', bits: 'exact' }],
  },
  create: ({ stepSize: η, weight: ρ, sample }, { direction }) => ({
    init: ({ start }) => {
      const z = start()
      return { z, s: direction.init(z) }
    },
    step: (view, { z, s }) => {
      const ξ = view.sample()
      let g = view.F(z, ξ)
      if (ρ !== 0) {
        const r = z.points.map((φ, i) => (i === 0 ? null : residualOf(view, i, φ, g.at(i), η.of(i))))
        const penalty = view.JTv(z, r, sample === 'same' ? ξ : view.sample()).at(0)
        g = g.with(0, g.at(0).plus(penalty.times(2 * ρ)))
      }
      const [u, s1] = direction.update(g, s)
      return { z: view.prox(z.minus(u.times(η)), η), s: s1 }
    },
    ...lastIterate(η),
  }),
})
