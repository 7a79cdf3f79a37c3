import { num } from '../../core/config/options.ts'
import { defineTransform } from '../../core/define.ts'

/**
 * RMSProp: each entry of the direction divided by the root of its running second moment, neither centred nor corrected.
 *
 *     s⁺ = αs + (1 − α)v²,  s₀ = 0
 *     u  = v/(√s⁺ + ε)
 *
 * Tieleman and Hinton 2012, lecture 6.5. The optimizer of the Wasserstein GAN with weight clipping (arXiv:1701.07875, Alg. 1).
 */
export const rmsprop = defineTransform({
  id: 'rmsprop',
  about: 'RMSProp: the direction divided by the root of its running second moment.',
  equations: ['s⁺ = αs + (1 − α)v²', 'u = v/(√s⁺ + ε)'],
  source: 'Tieleman and Hinton 2012',
  example:
    'saddle run --game gan[loss=wasserstein] --player critic=mlp[clip=0.01] --optimizer gda[stepSize=0.001,direction=rmsprop] --steps 200',
  config: {
    decay: num('α', 0.99, 'decay of the second moment', { min: 0, below: 1 }),
    epsilon: num('ε', 1e-8, 'added to the root', { above: 0 }),
  },
  create: ({ decay: α, epsilon: ε }) => ({
    init: x => x.zeros(),
    update: (v, s) => {
      const next = s.times(α).plus(v.square().times(1 - α))
      return [v.over(next.sqrt().shift(ε)), next]
    },
    metric: s => s.sqrt().shift(ε),
  }),
})
