import { definePlugin } from '../core/define.ts'
import { quadraticWgan } from '../games/quadratic-wgan.ts'
import { twoLayerWgan } from '../games/two-layer-wgan.ts'
import { certifiedGap } from '../metrics/certified-gap.ts'
import { alternatingSocp } from '../optimizers/convex/alternating-socp.ts'
import { convexDual } from '../optimizers/convex/convex-dual.ts'

/** Games with a convex dual, their exact solution and its certificate. */
export const convex = definePlugin({
  name: 'convex',
  version: '0.1.0',
  optimizers: [convexDual, alternatingSocp],
  games: [quadraticWgan, twoLayerWgan],
  metrics: [certifiedGap],
})
