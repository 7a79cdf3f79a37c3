import { definePlugin } from '../core/define.ts'
import { matrixGame } from '../games/matrix.ts'
import { mix } from '../games/mix.ts'
import { semiShallowGan } from '../games/semi-shallow-gan.ts'
import { dualityGap } from '../metrics/duality-gap.ts'
import { exploitability } from '../metrics/exploitability.ts'
import { chekhov } from '../optimizers/chekhov.ts'
import { chekhovFtl } from '../optimizers/chekhov-ftl.ts'
import { adaHedge } from '../optimizers/learners/ada-hedge.ts'
import { adaptiveGradientDescent } from '../optimizers/learners/adaptive-gradient-descent.ts'
import { fictitiousPlay } from '../optimizers/learners/fictitious-play.ts'
import { followTheLeader } from '../optimizers/learners/follow-the-leader.ts'
import { followTheRegularizedLeader } from '../optimizers/learners/follow-the-regularized-leader.ts'
import { hedge } from '../optimizers/learners/hedge.ts'
import { onlineGradientDescent } from '../optimizers/learners/online-gradient-descent.ts'
import { optimisticHedge } from '../optimizers/learners/optimistic-hedge.ts'
import { regretMatching } from '../optimizers/learners/regret-matching.ts'
import { lp } from '../optimizers/lp.ts'
import { selfPlay } from '../optimizers/self-play.ts'
import { simplexPlayer } from '../players/simplex.ts'

/** Mixed strategies: online learning against queues and in self-play, finite games and their exact equilibria. */
export const mixed = definePlugin({
  name: 'mixed',
  version: '0.1.0',
  optimizers: [chekhov, chekhovFtl, selfPlay, lp],
  learners: [
    hedge,
    optimisticHedge,
    adaHedge,
    followTheLeader,
    fictitiousPlay,
    followTheRegularizedLeader,
    onlineGradientDescent,
    adaptiveGradientDescent,
    regretMatching,
  ],
  players: [simplexPlayer],
  games: [matrixGame, semiShallowGan, mix],
  metrics: [dualityGap, exploitability],
})
