import { definePlugin } from '../core/define.ts'
import { gradientRegularized } from '../optimizers/gradient-regularized.ts'

/** Optimizers that differentiate the field. */
export const secondOrder = definePlugin({ name: 'second-order', version: '0.1.0', optimizers: [gradientRegularized] })
