import { defineTransform } from '../../core/define.ts'

/**
 * The plain direction: u = v. No state.
 */
export const sgd = defineTransform({
  id: 'sgd',
  about: 'The direction as it is.',
  equations: ['u = v'],
  example: 'saddle run --game bilinear --optimizer extragradient[direction=sgd] --steps 100',
  config: {},
  create: () => ({ consistent: true, init: () => null, update: (v, s) => [v, s] }),
})
