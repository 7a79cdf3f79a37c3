import { choice, flag, stepSize } from '../core/config/options.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'
import { pure } from '../core/mixture.ts'
import type { Profile } from '../core/profile.ts'

/**
 * Forward-backward-forward: one projection a step, the second move made of the change of the field.
 *
 *     y  = prox(z − ηF(z; ξ))                  with `past`: F(y₋; ξ₋) in the place of F(z; ξ), y₋ the last y, at first the start
 *     z⁺ = y + η(F(z; ξ) − F(y; ξ′))
 *
 * Tseng, SIAM J. Control Optim. 38, 2000; Böhm et al., arXiv:2003.07886 (FBF and FBFp). 2n gradients a step, n with `past` (and n at the
 * start), one prox. z may leave the players' sets; y does not, and is the answer. Without sets z is extragradient's iterate, with `past` that of
 * extrapolation from the past. y converges on monotone L-Lipschitz fields for η < 1/L.
 */
export const fbf = defineOptimizer({
  id: 'fbf',
  about: 'Forward-backward-forward: extragradient with one projection a step; FBFp with past=true.',
  equations: ['y = prox(z − ηF(z; ξ))', 'z⁺ = y + η(F(z; ξ) − F(y; ξ′))'],
  source: 'arXiv:2003.07886, Alg. 1 and 2',
  example: 'saddle run --game bilinear --optimizer fbf[stepSize=0.3] --steps 100',
  needs: 'field',
  cost: '2n gradients, n with past',
  config: {
    stepSize: stepSize('η', 0.2, 'step size'),
    past: flag('', false, 'whether y is made with the field at the last y'),
    sample: choice(['fresh', 'same'], 'fresh', 'minibatch of the second evaluation (past=false)'),
  },
  slots: { direction: 'transform' },
  claims: {
    bilinear: { noise: 'deterministic', is: 'last-iterate' },
    stronglyMonotone: { is: 'last-iterate' },
    fixedPoint: true,
    permutation: true,
    reducesTo: [
      { when: { past: false }, sets: 'free', optimizer: 'extragradient[extrapolation=1]', bits: 'rounding' },
      { when: { past: true }, sets: 'free', optimizer: 'past-extragradient[first=start]', bits: 'rounding' },
    ],
  },
  create: ({ stepSize: η, past, sample }, { direction }) => ({
    init: ({ start, F, sample: draw }) => {
      const z = start()
      const s0 = direction.init(z)
      // With `past`, u is the direction at the last y.
      const [u, s] = past ? direction.update(F(z, draw()), s0) : [null as Profile | null, s0]
      return { z, half: z, u, s }
    },
    step: ({ F, prox, sample: draw }, { z, u: last, s }) => {
      const ξ = draw()
      const [u, s1] = last ? [last, s] : direction.update(F(z, ξ), s)
      const half = prox(z.minus(u.times(η)), η)
      const [v, s2] = direction.update(F(half, last || sample === 'same' ? ξ : draw()), s1)
      return { z: half.plus(u.minus(v).times(η)), half, u: past ? v : null, s: s2 }
    },
    ...lastIterate(η),
    answer: ({ half }) => pure(half),
  }),
})
