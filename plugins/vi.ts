import { definePlugin } from '../core/define.ts'
import { average } from '../optimizers/average.ts'
import { eag } from '../optimizers/eag.ts'
import { extragradient } from '../optimizers/extragradient.ts'
import { fbf } from '../optimizers/fbf.ts'
import { lookahead } from '../optimizers/lookahead.ts'
import { optimistic } from '../optimizers/optimistic.ts'
import { pastExtragradient } from '../optimizers/past-extragradient.ts'
import { sideBySide } from '../optimizers/side-by-side.ts'

/** The variational-inequality perspective. */
export const vi = definePlugin({
  name: 'vi',
  version: '0.1.0',
  optimizers: [extragradient, pastExtragradient, optimistic, fbf, eag, lookahead, average, sideBySide],
})
