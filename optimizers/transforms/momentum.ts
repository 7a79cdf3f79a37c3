import { num, flag } from '../../core/config/options.ts'
import { defineTransform } from '../../core/define.ts'

/**
 * Heavy-ball momentum without dampening, as PyTorch's SGD has it; with `nesterov` the direction looks one step ahead.
 *
 *     b⁺ = μb + v,  b₀ = 0
 *     u  = b⁺            (Nesterov: v + μb⁺)
 *
 * Polyak 1964; Sutskever et al. 2013, eq. 3–4. A negative μ damps rotation in games (Gidel et al., arXiv:1807.04740).
 */
export const momentum = defineTransform({
  id: 'momentum',
  about: 'Heavy-ball momentum, with an option for Nesterov’s form; negative momentum is allowed.',
  equations: ['b⁺ = μb + v', 'u = b⁺   (Nesterov: v + μb⁺)'],
  source: 'Polyak 1964; arXiv:1807.04740 for games',
  example:
    'saddle run --game bilinear --optimizer gda[stepSize=0.1,moves=alternating,direction=momentum[momentum=-0.5]] --steps 200',
  config: {
    momentum: num('μ', 0.9, 'share of the buffer that is kept', { above: -1, below: 1 }),
    nesterov: flag('', false, 'look one step ahead'),
  },
  create: ({ momentum: μ, nesterov }) => ({
    init: x => x.zeros(),
    update: (v, b) => {
      const next = b.times(μ).plus(v)
      return [nesterov ? next.times(μ).plus(v) : next, next]
    },
  }),
})
