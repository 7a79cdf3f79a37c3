import { definePlugin } from '../core/define.ts'
import { progressiveWgan } from '../games/progressive-wgan.ts'
import { quadraticWgan } from '../games/quadratic-wgan.ts'
import { certifiedGap } from '../metrics/certified-gap.ts'
import { convexDual } from '../optimizers/convex/convex-dual.ts'

/** Games with a convex dual, their exact solution and its certificate. */
export const convex = definePlugin({
  name: 'convex',
  version: '0.1.0',
  optimizers: [convexDual],
  games: [quadraticWgan, progressiveWgan],
  metrics: [certifiedGap],
})
