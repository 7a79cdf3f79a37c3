import { definePlugin } from '../core/define.ts'
import { alexGda } from '../optimizers/alex-gda.ts'
import { alternatingExtragradient } from '../optimizers/alternating-extragradient.ts'
import { average } from '../optimizers/average.ts'
import { doubleStep } from '../optimizers/double-step.ts'
import { eag } from '../optimizers/eag.ts'
import { extragradientPlus } from '../optimizers/extragradient-plus.ts'
import { extragradient } from '../optimizers/extragradient.ts'
import { fbf } from '../optimizers/fbf.ts'
import { halpern } from '../optimizers/halpern.ts'
import { lookahead } from '../optimizers/lookahead.ts'
import { mirrorProx } from '../optimizers/mirror-prox.ts'
import { optimistic } from '../optimizers/optimistic.ts'
import { pastExtragradient } from '../optimizers/past-extragradient.ts'
import { proximalPoint } from '../optimizers/proximal-point.ts'
import { svre } from '../optimizers/svre.ts'

/** The variational-inequality perspective. */
export const vi = definePlugin({
  name: 'vi',
  version: '0.1.0',
  optimizers: [
    extragradient,
    pastExtragradient,
    alternatingExtragradient,
    extragradientPlus,
    doubleStep,
    svre,
    mirrorProx,
    optimistic,
    fbf,
    alexGda,
    proximalPoint,
    eag,
    halpern,
    lookahead,
    average,
  ],
})
