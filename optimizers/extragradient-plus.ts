import { num, stepSize } from '../core/config/options.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'
import { boundPlayer } from './refusals.ts'

/**
 * EG+: extragradient that looks further ahead than it moves.
 *
 *     z̄  = z − (a/β)F(z; ξ)
 *     z⁺ = z − aF(z̄; ξ′)                β ∈ (0, 1]
 *
 * Diakonikolas, Daskalakis and Jordan, arXiv:2011.00364, (EG+) with p = 2. 2n gradients a step. For a = 1/(2L), β = ½ some iterate has
 * ‖F(z̄)‖² = O(1/k) on L-Lipschitz fields with a weak Minty solution, ⟨F(z), z − z*⟩ ≥ −(ρ/2)‖F(z)‖² with ρ < 1/(4L): they need not be
 * monotone, and extragradient (β = 1) may diverge on them.
 */
export const extragradientPlus = defineOptimizer({
  id: 'extragradient-plus',
  about: 'EG+: extragradient with a longer extrapolation, for fields with weak Minty solutions.',
  equations: ['z̄ = z − (a/β)F(z; ξ)', 'z⁺ = z − aF(z̄; ξ′)'],
  source: 'arXiv:2011.00364, (EG+)',
  example: 'saddle run --game bilinear --optimizer extragradient-plus[stepSize=0.5,ratio=0.5] --steps 100',
  needs: 'field',
  cost: '2n gradients',
  config: {
    stepSize: stepSize('a', 0.2, 'step of the update'),
    ratio: num('β', 0.5, 'update over extrapolation', { above: 0, max: 1 }),
  },
  claims: {
    bilinear: { noise: 'deterministic', is: 'last-iterate' },
    stronglyMonotone: { is: 'last-iterate' },
    fixedPoint: true,
    permutation: true,
    reducesTo: [{ when: { ratio: 1 }, sets: 'free', optimizer: 'extragradient[extrapolation=1,sample=fresh]', bits: 'exact' }],
  },
  refuses: (_, game) => boundPlayer('extragradient-plus', game),
  create: ({ stepSize: a, ratio: β }) => ({
    init: ({ start }) => {
      const z = start()
      return { z, half: z }
    },
    step: ({ F, sample }, { z }) => {
      const half = z.minus(F(z, sample()).times(a.times(1 / β)))
      return { z: z.minus(F(half, sample()).times(a)), half }
    },
    ...lastIterate(a),
  }),
})
