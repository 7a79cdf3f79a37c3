import { builtin } from '../plugins/builtin.ts'
import { conformance, type ConformanceOptions } from './conformance/index.ts'
import { testedBackend } from './tested-backend.ts'
import { whole } from './whole.ts'

/**
 * A share of the suite over everything built in: two files run side by side. On another backend than cpu every fourth optimizer is tested, on every
 * game: backends differ in kernels, which games and players use.
 */
export const conformanceOf = ([part, of]: NonNullable<ConformanceOptions['share']>): void =>
  conformance({
    plugins: builtin,
    backend: testedBackend,
    product: whole ? 'whole' : 'pairs',
    share: testedBackend === 'cpu' ? [part, of] : [4 * part, 4 * of],
  })
