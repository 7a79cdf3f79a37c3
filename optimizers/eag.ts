import { choice, num, stepSize } from '../core/config/options.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'
import type { Profile } from '../core/profile.ts'
import { asTensor, product, quotient, scalar, total } from '../core/scalar.ts'
import { boundPlayer } from './refusals.ts'

/**
 * Extra anchored gradient: extragradient whose two moves are both drawn back to the start.
 *
 *     z̄   = zₖ + βₖ(z₀ − zₖ) − αₖF(zₖ; ξ)            βₖ = 1/(k + 2)
 *     zₖ₊₁ = zₖ + βₖ(z₀ − zₖ) − αₖF(z̄; ξ′)
 *     constant: αₖ = α;   varying: αₖ₊₁ = αₖ(1 − αₖ²R²/((1 − αₖ²R²)(k + 1)(k + 3)))
 *
 * Yoon and Ryu, arXiv:2102.07922 (EAG-C, EAG-V); R is the field's Lipschitz constant. 2n gradients a step. On monotone fields the last iterate has
 * ‖F(zₖ)‖² = O(R²‖z₀ − z*‖²/k²), the best order there is, for α ≤ 1/(8R), and varying for α₀R < 3/4. Noise is not forgotten.
 */
export const eag = defineOptimizer({
  id: 'eag',
  about: 'Extra anchored gradient: the squared norm of the field at the last iterate falls like 1/k².',
  equations: ['z̄ = zₖ + (z₀ − zₖ)/(k + 2) − αₖF(zₖ)', 'zₖ₊₁ = zₖ + (z₀ − zₖ)/(k + 2) − αₖF(z̄)'],
  source: 'arXiv:2102.07922, EAG-C and EAG-V',
  example: 'saddle run --game bilinear --optimizer eag[stepSize=0.125] --metric field-norm --steps 100',
  needs: 'field',
  cost: '2n gradients',
  config: {
    stepSize: stepSize('α', 0.125, 'step size, α₀ where it varies'),
    schedule: choice(['constant', 'varying'], 'constant', 'whether αₖ stays or falls to its limit'),
    lipschitz: num('R', 1, "the field's Lipschitz constant (schedule=varying)", { above: 0 }),
  },
  claims: { bilinear: { noise: 'deterministic', is: 'last-iterate' }, stronglyMonotone: { is: 'last-iterate' } },
  refuses: (_, game) => boundPlayer('eag', game),
  create: ({ stepSize: α, schedule, lipschitz: R }) => ({
    init: ({ start }) => {
      const z = start()
      // k steps are made; share is αₖ/α₀.
      return { z, half: z, anchor: z, k: scalar(0), share: scalar(1) }
    },
    step: ({ F, sample }, { z, anchor, k, share }) => {
      const β = quotient(1, total(k, 2))
      const drawn = z.plus(anchor.minus(z).times(β))
      const against = (f: Profile): Profile => drawn.minus(f.times(α).times(share))
      const half = against(F(z, sample()))
      const next = against(F(half, sample()))
      const αR = product(product(α.of(0), share), R)
      const square = product(αR, αR)
      const fall = quotient(square, product(total(1, product(-1, square)), product(total(k, 1), total(k, 3))))
      const varied = product(share, total(1, product(-1, fall)))
      return { z: next, half, anchor, k: asTensor(total(k, 1)), share: schedule === 'varying' ? asTensor(varied) : share }
    },
    ...lastIterate(α),
  }),
})
