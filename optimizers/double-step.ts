import { stepSize } from '../core/config/options.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'
import { boundPlayer } from './refusals.ts'

/**
 * Double step-size extragradient: explore aggressively, update conservatively.
 *
 *     z̄ₜ   = zₜ − γₜF(zₜ; ξ)
 *     zₜ₊₁ = zₜ − ηₜF(z̄ₜ; ξ′)            γₜ = γ/(t + b)^{r_γ},  ηₜ = η/(t + b)^{r_η},  r_γ < r_η
 *
 * Hsieh, Iutzeler, Malick and Mertikopoulos, arXiv:2003.10162, (DSEG). 2n gradients a step. Under noise the last iterate of extragradient does
 * not converge on bilinear games, with whatever step size; this one does on monotone fields where Σγₜηₜ = ∞, Σηₜ² < ∞ and Σγₜ²ηₜ < ∞: for
 * r_γ = 1/3, r_η = 2/3 where an error bound holds, and on affine fields even with constant γₜ (r_γ = 0, r_η = 1, the defaults).
 */
export const doubleStep = defineOptimizer({
  id: 'double-step',
  about: 'Extragradient whose exploration step falls more slowly than its update step; it converges under noise.',
  equations: ['z̄ₜ = zₜ − γₜF(zₜ; ξ)', 'zₜ₊₁ = zₜ − ηₜF(z̄ₜ; ξ′)'],
  source: 'arXiv:2003.10162, (DSEG)',
  example:
    'saddle run --game bilinear --optimizer double-step[exploration=power[of=1,exponent=0.33,offset=19],stepSize=power[of=1,exponent=0.67,offset=19]] --steps 100',
  needs: 'field',
  cost: '2n gradients',
  config: {
    exploration: stepSize('γ', 0.5, 'exploration step'),
    stepSize: stepSize('η', { id: 'power', params: { of: 5, exponent: 1, offset: 19 } }, 'update step'),
  },
  claims: {
    bilinear: { noise: 'deterministic', is: 'last-iterate' },
    bilinearNoise: { noise: 'additive', is: 'last-iterate' },
    stronglyMonotone: { is: 'last-iterate' },
    fixedPoint: true,
    permutation: true,
    reducesTo: [{ when: { exploration: 0.02, stepSize: 0.02 }, optimizer: 'extragradient[stepSize=0.02]', bits: 'exact' }],
  },
  refuses: (_, game) => boundPlayer('double-step', game),
  create: ({ exploration: γ, stepSize: η }) => ({
    init: ({ start }) => {
      const z = start()
      return { z, half: z }
    },
    step: ({ F, sample }, { z }) => {
      const half = z.minus(F(z, sample()).times(γ))
      return { z: z.minus(F(half, sample()).times(η)), half }
    },
    ...lastIterate(η),
  }),
})
