import { sizeOf } from '../../core/host.ts'
import type { Features } from './features.ts'

/** The entries of a sample as they are. */
export const pixels: Features = {
  name: 'pixels',
  of: (_, { shape, values }) => ({ n: shape[0]!, m: sizeOf(shape.slice(1)), values }),
}
