import type { Graph, Precision } from '../graph.ts'
import { blockedDomain } from './arrange.ts'
import { averages } from './averages.ts'
import { blocks } from './blocked.ts'
import { patches } from './patches.ts'
import { products } from './products.ts'
import { rewritten } from './rewrite.ts'
import { simplifications } from './simplify.ts'
import { exactSlopes, float32Slopes } from './slopes.ts'

/** How a recorded graph is put before it is written, and the operator sets beside ONNX's own that it then uses. */
export interface Lowering {
  readonly of: (graph: Graph) => Graph
  readonly domains: readonly string[]
}

const simplified = (graph: Graph): Graph => rewritten(graph, simplifications)

/** With operators that every ONNX runtime has. */
export const portable = (precision: Precision): Lowering => ({
  of: graph => rewritten(simplified(graph), precision === 'float64' ? { ...exactSlopes, ...patches, ...averages } : exactSlopes),
  domains: [],
})

/** As ONNX Runtime is fastest on a CPU in float32; `b` channels a block of its convolutions, null where it has no such blocks. */
export const fast = (b: number | null): Lowering => ({
  of: graph => rewritten(simplified(graph), { ...float32Slopes, ...products, ...(b === null ? {} : blocks(b)) }),
  domains: b === null ? [] : [blockedDomain],
})
