import { sizeOf } from '../host.ts'
import type { Graph, Node } from './graph.ts'

/** Nodes that move or rename entries and compute nothing. */
const free = new Set([
  'Identity',
  'Reshape',
  'Transpose',
  'Concat',
  'Split',
  'Slice',
  'Gather',
  'Tile',
  'Expand',
  'Pad',
  'Cast',
  'OneHot',
  'Loop',
  'Constant',
  'Squeeze',
  'Unsqueeze',
])

const flopsOf = (node: Node): number => {
  if (node.host) return node.host.flops
  const out = sizeOf(node.outputs[0]!.shape)
  const x = node.inputs[0]
  switch (node.op) {
    case 'Gemm': {
      const k = x!.shape[node.attributes.transA === 1 ? 0 : 1]!
      return 2 * out * k
    }
    case 'MatMul':
      return 2 * out * x!.shape.at(-1)!
    // An entry of the output reads the kernel's patch in every channel; transposed, an entry of the input writes one.
    case 'Conv':
      return 2 * out * sizeOf(node.inputs[1]!.shape.slice(1))
    case 'ConvTranspose':
      return 2 * sizeOf(x!.shape) * sizeOf(node.inputs[1]!.shape.slice(1))
    // An entry of the output looks at every entry of its window.
    case 'MaxPool':
    case 'AveragePool':
      return out * sizeOf(node.attributes.kernel_shape as readonly number[])
    case 'ScatterElements':
      return node.attributes.reduction === 'add' ? sizeOf(node.inputs[2]!.shape) : 0
    case 'ReduceSum':
    case 'ReduceMean':
    case 'ReduceMax':
    case 'ReduceMin':
    case 'ReduceProd':
    case 'ArgMax':
    case 'ArgMin':
      return sizeOf(x!.shape)
    case 'Softmax':
    case 'LogSoftmax':
      return 5 * out
    case 'TopK': {
      const n = x!.shape.at(-1)!
      return sizeOf(x!.shape) * Math.ceil(Math.log2(Math.max(2, n)))
    }
    default:
      return free.has(node.op) ? 0 : out
  }
}

/**
 * Floating-point operations of one evaluation of a graph: 2mnk for a product, 2·(outputs)·(taps)·(channels) for a
 * convolution and both of its gradients alike, one an entry for an elementwise node (exp and log
 * included) and for each entry that a reduction or the window of a pooling reads, or that is added into a place, 5 an entry for softmax, n log₂ n for a sort. Moving data is free. A call of the host
 * counts by its own formula. The bodies of loops are not included: multiply `flops(body)` by the passes.
 */
export const flops = (graph: Graph): number => graph.nodes.reduce((sum, node) => sum + flopsOf(node), 0)
