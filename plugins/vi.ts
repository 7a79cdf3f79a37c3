import { definePlugin } from '../core/define.ts'
import { average } from '../optimizers/average.ts'
import { extragradient } from '../optimizers/extragradient.ts'

/** The variational-inequality perspective. */
export const vi = definePlugin({ name: 'vi', version: '0.1.0', optimizers: [extragradient, average] })
