import { defineTransform } from '../../core/define.ts'

/**
 * The plain direction: u = v. No state.
 */
export const sgd = defineTransform({
  id: 'sgd',
  about: 'The direction as it is.',
  equations: ['u = v'],
  config: {},
  create: () => ({ consistent: true, init: () => null, update: (v, s) => [v, s] }),
})
