import { definePlugin } from '../core/define.ts'
import { progressiveWgan } from '../games/progressive-wgan.ts'
import { quadraticWgan } from '../games/quadratic-wgan.ts'
import { certifiedGap } from '../metrics/certified-gap.ts'
import { directions } from '../metrics/directions.ts'
import { stages } from '../metrics/stages.ts'
import { convexDual } from '../optimizers/convex/convex-dual.ts'
import { progressive } from '../optimizers/progressive.ts'

/** Games with a convex dual, their exact solution, its certificate, and what trains them a stage at a time. */
export const convex = definePlugin({
  name: 'convex',
  version: '0.1.0',
  optimizers: [convexDual, progressive],
  games: [quadraticWgan, progressiveWgan],
  metrics: [certifiedGap, stages, directions],
})
