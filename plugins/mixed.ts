import { definePlugin } from '../core/define.ts'
import { matrixGame } from '../games/matrix.ts'
import { dualityGap } from '../metrics/duality-gap.ts'
import { chekhov } from '../optimizers/chekhov.ts'
import { simplexPlayer } from '../players/simplex.ts'

/** Mixed strategies: online learning against queues, finite games. */
export const mixed = definePlugin({
  name: 'mixed',
  version: '0.1.0',
  optimizers: [chekhov],
  players: [simplexPlayer],
  games: [matrixGame],
  metrics: [dualityGap],
})
