import type { Rules } from '../rule.ts'
import { blocks } from './blocks.ts'
import { convolutions } from './convolution.ts'
import { counting } from './counting.ts'
import { depthwiseConvolutions } from './depthwise.ts'
import { einsums } from './einsum.ts'
import { elementwise } from './elementwise.ts'
import { errorFunction } from './erf.ts'
import { fills } from './fill.ts'
import { fusions } from './fused.ts'
import { gathers } from './gather.ts'
import { logic } from './logic.ts'
import { mirrors } from './mirror.ts'
import { normalizations } from './normalization.ts'
import { pools } from './pool.ts'
import { contractions, reductions } from './reduce.ts'
import { resizes } from './resize.ts'
import { scans } from './scan.ts'
import { shapes } from './shape.ts'
import { stridedSlices } from './strided-slice.ts'
import { trigonometry } from './trigonometry.ts'

/** Every kernel that can be compiled, by the name TensorFlow.js gives it. */
export const rules: Rules = {
  ...elementwise,
  ...errorFunction,
  ...trigonometry,
  ...logic,
  ...shapes,
  ...stridedSlices,
  ...blocks,
  ...mirrors,
  ...gathers,
  ...counting,
  ...fills,
  ...reductions,
  ...scans,
  ...contractions,
  ...einsums,
  ...normalizations,
  ...convolutions,
  ...depthwiseConvolutions,
  ...pools,
  ...resizes,
  ...fusions,
}
