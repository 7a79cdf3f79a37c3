import { num } from '../../core/config/options.ts'
import { defineTransform } from '../../core/define.ts'
import { larger, quotient } from '../../core/scalar.ts'

/**
 * Clips the norm of a player's whole direction.
 *
 *     u = v·c/max(‖v‖₂, c)
 *
 * Pascanu, Mikolov and Bengio, arXiv:1211.5063, Alg. 1.
 */
export const clipNorm = defineTransform({
  id: 'clip-norm',
  about: 'Shortens a direction that is longer than a bound.',
  equations: ['u = v·c/max(‖v‖, c)'],
  source: 'arXiv:1211.5063, Alg. 1',
  example: 'saddle run --game gan --optimizer gda[stepSize=0.05,direction=clip-norm[max=1]] --steps 200',
  config: { max: num('c', 1, 'longest direction', { above: 0 }) },
  create: ({ max: c }) => ({
    init: () => null,
    update: (v, s) => [v.times(quotient(c, larger(v.norm(), c))), s],
  }),
})
