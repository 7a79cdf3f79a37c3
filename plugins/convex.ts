import { definePlugin } from '../core/define.ts'
import { liftedWgan } from '../games/lifted-wgan.ts'
import { linearProgram } from '../games/linear-program.ts'
import { quadraticWgan } from '../games/quadratic-wgan.ts'
import { twoLayerWgan } from '../games/two-layer-wgan.ts'
import { certifiedGap } from '../metrics/certified-gap.ts'
import { optimality } from '../metrics/optimality.ts'
import { alternatingSocp } from '../optimizers/convex/alternating-socp.ts'
import { convexDual } from '../optimizers/convex/convex-dual.ts'
import { pdhg } from '../optimizers/pdhg.ts'

/** Convex programs and games with a convex dual: their exact solution, its certificate, and methods for saddle points. */
export const convex = definePlugin({
  name: 'convex',
  version: '0.1.0',
  optimizers: [convexDual, alternatingSocp, pdhg],
  games: [quadraticWgan, twoLayerWgan, liftedWgan, linearProgram],
  metrics: [certifiedGap, optimality],
})
