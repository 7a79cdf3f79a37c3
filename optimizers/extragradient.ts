import { choice, num, stepSize } from '../core/config/options.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'

/**
 * Extragradient: look ahead, then move with the field found there.
 *
 *     z̄  = prox(z − γηF(z; ξ))
 *     z⁺ = prox(z − ηF(z̄; ξ′))
 *
 * Korpelevich 1976; Gidel et al., arXiv:1802.10551, Alg. 2 (Alg. 4 with `direction=adam`, Alg. 5 with `sample=same`).
 * 2n gradients a step. The last iterate converges on monotone L-Lipschitz fields for γ = 1, η < 1/L.
 */
export const extragradient = defineOptimizer({
  id: 'extragradient',
  about: 'Extragradient: look ahead, then move with the field found there; ExtraAdam with direction=adam.',
  equations: ['z̄ = prox(z − γηF(z; ξ))', 'z⁺ = prox(z − ηF(z̄; ξ′))'],
  source: 'arXiv:1802.10551, Alg. 2',
  example: 'saddle run --game bilinear --optimizer extragradient[stepSize=0.3] --steps 100',
  needs: 'field',
  cost: '2n gradients',
  config: {
    stepSize: stepSize('η', 0.2, 'step size'),
    extrapolation: num('γ', 1, 'extrapolation step, in multiples of η', { min: 0 }),
    sample: choice(['fresh', 'same'], 'fresh', 'minibatch of the second evaluation'),
  },
  slots: { direction: 'transform' },
  claims: {
    bilinear: { when: { extrapolation: 1 }, noise: 'deterministic', is: 'last-iterate' },
    bilinearSum: [
      { when: { sample: 'fresh' }, noise: 'interpolating', is: 'diverges' },
      { when: { sample: 'same' }, noise: 'interpolating', is: 'last-iterate' },
    ],
    bilinearNoise: { noise: 'additive', is: 'stalls' },
    stronglyMonotone: { is: 'last-iterate' },
    fixedPoint: true,
    permutation: true,
    reducesTo: [{ when: { extrapolation: 0, sample: 'same' }, optimizer: 'gda', bits: 'rounding' }],
  },
  create: ({ stepSize: η, extrapolation: γ, sample }, { direction }) => ({
    init: ({ start }) => {
      const z = start()
      return { z, half: z, s: direction.init(z) }
    },
    step: ({ F, prox, sample: draw }, { z, s }) => {
      const ξ = draw()
      const [u, s1] = direction.update(F(z, ξ), s)
      const half = prox(z.minus(u.times(η.times(γ))), η.times(γ))
      const [v, s2] = direction.update(F(half, sample === 'same' ? ξ : draw()), s1)
      return { z: prox(z.minus(v.times(η)), η), half, s: s2 }
    },
    ...lastIterate(η),
  }),
})
