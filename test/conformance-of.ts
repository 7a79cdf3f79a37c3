import { builtin } from '../plugins/builtin.ts'
import { conformance, type ConformanceOptions } from './conformance/index.ts'
import { testedBackend } from './tested-backend.ts'

/** A share of the suite over everything built in: two files run side by side. */
export const conformanceOf = (share: NonNullable<ConformanceOptions['share']>): void =>
  conformance({
    plugins: builtin,
    backend: testedBackend,
    product: process.env.SADDLE_PRODUCT === 'whole' ? 'whole' : 'pairs',
    share,
  })
