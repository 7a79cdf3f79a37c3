import { definePlugin } from '../core/define.ts'
import { liftedWgan } from '../games/lifted-wgan.ts'
import { linearProgram } from '../games/linear-program.ts'
import { progressiveWgan } from '../games/progressive-wgan.ts'
import { quadraticWgan } from '../games/quadratic-wgan.ts'
import { twoLayerWgan } from '../games/two-layer-wgan.ts'
import { certifiedGap } from '../metrics/certified-gap.ts'
import { directions } from '../metrics/directions.ts'
import { optimality } from '../metrics/optimality.ts'
import { stages } from '../metrics/stages.ts'
import { alternatingSocp } from '../optimizers/convex/alternating-socp.ts'
import { convexDual } from '../optimizers/convex/convex-dual.ts'
import { pdhg } from '../optimizers/convex/pdhg.ts'
import { progressive } from '../optimizers/progressive.ts'

/** Convex programs and games with a convex dual: their exact solution, its certificate, and methods for saddle points. */
export const convex = definePlugin({
  name: 'convex',
  version: '0.1.0',
  optimizers: [convexDual, alternatingSocp, pdhg, progressive],
  games: [quadraticWgan, twoLayerWgan, liftedWgan, progressiveWgan, linearProgram],
  metrics: [certifiedGap, optimality, stages, directions],
})
