import { choice, defineOptimizer, definePlugin, num, pure, quotient, stepSize } from 'saddlepoint'
import type { DirectionState, Profile } from 'saddlepoint'

/**
 * Consensus optimization: every player also descends the squared norm of the whole field.
 *
 *     r  = (z − prox(z − ηF(z; ξ)))/η                 the projected residual; F where every player is free
 *     z⁺ = prox(z − η(F(z; ξ) + γJ(z; ξ′)ᵀr))         Jᵀr = ∇½‖F‖²
 *
 * Mescheder, Nowozin and Geiger, arXiv:1705.10461, Alg. 1. n gradients, one product with Jᵀ and two proxes a step. On a bilinear game
 * ‖z‖² falls by (1 − ηγσ²)² + η²σ² a step: converges for η(1 + γ²σ²) < 2γ.
 */
export const consensus = defineOptimizer({
  id: 'consensus',
  about: 'Descent-ascent in which every player also descends the squared norm of the field.',
  equations: ['z⁺ = prox(z − η(F + γ∇½‖F‖²))'],
  source: 'arXiv:1705.10461, Alg. 1',
  example: 'saddle run --plugin examples/consensus.ts --game bilinear --optimizer consensus[stepSize=0.1] --steps 100',
  needs: 'field',
  order: 2,
  cost: 'n gradients, 1 Jacobian product',
  config: {
    stepSize: stepSize('η', 0.1, 'step size'),
    weight: num('γ', 1, 'weight of the squared norm', { min: 0 }),
    sample: choice(['same', 'independent'], 'same', 'minibatches of the two factors of the squared norm'),
  },
  slots: { direction: 'transform' },
  claims: {
    bilinear: { noise: 'deterministic', is: 'last-iterate' },
    stronglyMonotone: { is: 'last-iterate' },
    fixedPoint: true,
    permutation: true,
    reducesTo: [{ when: { weight: 0 }, optimizer: 'gda', bits: 'rounding' }],
  },
  create: ({ stepSize: η, weight: γ, sample }, { direction }) => ({
    init: ({ start }): { z: Profile; s: DirectionState } => {
      const z = start()
      return { z, s: direction.init(z) }
    },
    step: ({ F, JTv, prox, sample: draw }, { z, s }) => {
      const ξ = draw()
      const f = F(z, ξ)
      const r = z.minus(prox(z.minus(f.times(η)), η)).times({ of: i => quotient(1, η.of(i)) })
      const penalty = JTv(z, r.points, sample === 'same' ? ξ : draw())
      const [u, s1] = direction.update(f.plus(penalty.times(γ)), s)
      return { z: prox(z.minus(u.times(η)), η), s: s1 }
    },
    answer: ({ z }) => pure(z),
    visited: ({ z }) => ({ iterate: z, weight: η.of(0) }),
  }),
})

export default definePlugin({ name: 'consensus', version: '1.0.0', optimizers: [consensus] })
