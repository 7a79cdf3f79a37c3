import { definePlugin } from '../core/define.ts'
import { gda } from '../optimizers/gda.ts'
import { adam } from '../optimizers/transforms/adam.ts'
import { clipNorm } from '../optimizers/transforms/clip-norm.ts'
import { momentum } from '../optimizers/transforms/momentum.ts'
import { rmsprop } from '../optimizers/transforms/rmsprop.ts'
import { sgd } from '../optimizers/transforms/sgd.ts'

/** Gradient descent-ascent and the usual directions. */
export const classic = definePlugin({
  name: 'classic',
  version: '0.1.0',
  optimizers: [gda],
  transforms: [sgd, momentum, adam, rmsprop, clipNorm],
})
