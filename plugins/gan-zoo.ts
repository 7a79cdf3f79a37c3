import { definePlugin } from '../core/define.ts'
import { almostBilinear } from '../games/almost-bilinear.ts'
import { bilinear } from '../games/bilinear.ts'
import { diracGan } from '../games/dirac-gan.ts'
import { finiteSumBilinear } from '../games/finite-sum-bilinear.ts'
import { forsaken } from '../games/forsaken.ts'
import { gan } from '../games/gan.ts'
import { lqWgan } from '../games/lq-wgan.ts'
import { quadratic } from '../games/quadratic.ts'
import { robustRegression } from '../games/robust-regression.ts'
import { spectralQuadratic } from '../games/spectral-quadratic.ts'
import { dcgan } from '../players/dcgan.ts'
import { linear } from '../players/linear.ts'
import { mlp } from '../players/mlp.ts'
import { resnet } from '../players/resnet.ts'
import { vector } from '../players/vector.ts'

/** GANs, the small games that explain them, and their players. */
export const ganZoo = definePlugin({
  name: 'gan-zoo',
  version: '0.1.0',
  players: [vector, linear, mlp, dcgan, resnet],
  games: [
    bilinear,
    finiteSumBilinear,
    quadratic,
    spectralQuadratic,
    almostBilinear,
    forsaken,
    robustRegression,
    diracGan,
    lqWgan,
    gan,
  ],
})
