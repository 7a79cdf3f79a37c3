import { sizeOf } from '../host.ts'
import type { Attribute, Constant, Graph, Node, Value } from './graph.ts'

type Shape = readonly number[]
type Picture = readonly [number, number, number, number]
type Pair = readonly [number, number]

/** Nodes that take the place of one. */
interface Scope {
  readonly nodes: Node[]
  readonly constants: Constant[]
  fresh(shape: Shape, type: Value['type']): Value
}

/** Values get ids below zero, which no recorder gives. */
const scopeOf = (node: Node): Scope => {
  let n = 0
  const first = node.outputs[0]!.id * 2 ** 20
  return { nodes: [], constants: [], fresh: (shape, type) => ({ id: -(first + ++n), shape, type }) }
}
const integers = (s: Scope, list: readonly number[]): Value => {
  const value = s.fresh([list.length], 'int64')
  s.constants.push({ value, entries: BigInt64Array.from(list, BigInt), exact: true })
  return value
}
const add = (
  s: Scope,
  op: string,
  inputs: readonly Value[],
  shape: Shape,
  attributes: Readonly<Record<string, Attribute>> = {},
): Value => {
  const value = s.fresh(shape, inputs[0]!.type)
  s.nodes.push({ op, inputs, outputs: [value], attributes })
  return value
}
const reshape = (s: Scope, x: Value, shape: Shape): Value => add(s, 'Reshape', [x, integers(s, shape)], shape)
const pad = (s: Scope, x: Value, begin: Shape, end: Shape): Value =>
  [...begin, ...end].every(n => n === 0)
    ? x
    : add(
        s,
        'Pad',
        [x, integers(s, [...begin, ...end])],
        x.shape.map((d, i) => d + begin[i]! + end[i]!),
      )
const concat = (s: Scope, parts: readonly Value[], axis: number): Value =>
  parts.length === 1
    ? parts[0]!
    : add(
        s,
        'Concat',
        parts,
        parts[0]!.shape.map((d, i) => (i === axis ? d * parts.length : d)),
        { axis },
      )

const pairOf = (node: Node, name: string, otherwise: Pair): Pair => (node.attributes[name] as Pair | undefined) ?? otherwise
const grid = ([rows, columns]: Pair): Pair[] =>
  Array.from({ length: rows * columns }, (_, i) => [Math.floor(i / columns), i % columns])

/**
 * Σ over channels and taps of W[o, c, t]·x[n, c, o·stride + t·dilation] as one product, W·patches. The patches are gathered by
 * taps or by outputs, whichever are fewer: a picture's convolution has few taps, a filter's gradient few outputs.
 */
function product(s: Scope, x: Value, w: Value, [rows, columns]: Pair, stride: Pair, dilation: Pair): Value {
  const [n, channels] = x.shape as Picture
  const [to, , height, width] = w.shape as Picture
  const [taps, outputs] = [height * width, rows * columns]
  const rowsOfW = reshape(s, w, [to, channels * taps])
  /** `count` entries along both axes, `step` apart. */
  const block = ([top, left]: Pair, [down, right]: Pair, step: Pair): Value =>
    add(
      s,
      'Slice',
      [
        x,
        integers(s, [top, left]),
        integers(s, [top + (down - 1) * step[0] + 1, left + (right - 1) * step[1] + 1]),
        integers(s, [2, 3]),
        integers(s, step),
      ],
      [n, channels, down, right],
    )
  if (taps <= outputs) {
    const at = grid([height, width]).map(([i, j]) => block([i * dilation[0], j * dilation[1]], [rows, columns], stride))
    const patches = concat(
      s,
      at.map(p => reshape(s, p, [n, channels, 1, outputs])),
      2,
    )
    return add(s, 'MatMul', [rowsOfW, reshape(s, patches, [n, channels * taps, outputs])], [n, to, outputs])
  }
  const at = grid([rows, columns]).map(([i, j]) => block([i * stride[0], j * stride[1]], [height, width], dilation))
  const patches = concat(
    s,
    at.map(p => reshape(s, p, [n, 1, channels * taps])),
    1,
  )
  const columnsOfW = add(s, 'Transpose', [rowsOfW], [channels * taps, to], { perm: [1, 0] })
  const y = add(s, 'MatMul', [patches, columnsOfW], [n, outputs, to])
  return add(s, 'Transpose', [y], [n, to, outputs], { perm: [0, 2, 1] })
}

function convolution(s: Scope, node: Node): Value {
  const [x, w] = node.inputs as [Value, Value]
  const [, , rows, columns] = node.outputs[0]!.shape as Picture
  const pads = node.attributes.pads as Picture
  const padded = pad(s, x, [0, 0, pads[0], pads[1]], [0, 0, pads[2], pads[3]])
  return product(s, padded, w, [rows, columns], pairOf(node, 'strides', [1, 1]), pairOf(node, 'dilations', [1, 1]))
}

/** A convolution of stride one, with the filter turned by 180°, of the picture with stride − 1 zeros between its entries. */
function transposed(s: Scope, node: Node): Value {
  const [x, w] = node.inputs as [Value, Value]
  const [n, from, h, v] = x.shape as Picture
  const [, to, height, width] = w.shape as Picture
  const [, , rows, columns] = node.outputs[0]!.shape as Picture
  const [down, right] = pairOf(node, 'strides', [1, 1])
  const pads = node.attributes.pads as Picture
  const apart = pad(s, reshape(s, x, [n, from, h, 1, v, 1]), [0, 0, 0, 0, 0, 0], [0, 0, 0, down - 1, 0, right - 1])
  const before: Pair = [height - 1 - pads[0], width - 1 - pads[1]]
  const after: Pair = [rows + height - 1 - before[0] - h * down, columns + width - 1 - before[1] - v * right]
  const spread = pad(s, reshape(s, apart, [n, from, h * down, v * right]), [0, 0, ...before], [0, 0, ...after])
  const exchanged = add(s, 'Transpose', [w], [to, from, height, width], { perm: [1, 0, 2, 3] })
  const [end, back] = [integers(s, [-1, -1]), integers(s, [-(2 ** 31), -(2 ** 31)])]
  const turned = add(s, 'Slice', [exchanged, end, back, integers(s, [2, 3]), end], exchanged.shape)
  return product(s, spread, turned, [rows, columns], [1, 1], [1, 1])
}

/**
 * The graph with its convolutions written as products of patches, the bodies of its loops left as they are: ONNX Runtime has no
 * convolution in float64. Slower by what the copies cost, and where a transposed convolution multiplies zeros.
 */
export function asPatches(graph: Graph): Graph {
  const forms: Readonly<Record<string, (s: Scope, node: Node) => Value>> = { Conv: convolution, ConvTranspose: transposed }
  if (!graph.nodes.some(node => node.op in forms)) return graph
  const constants = [...graph.constants]
  const nodes = graph.nodes.flatMap(node => {
    const form = forms[node.op]
    if (!form) return [node]
    const s = scopeOf(node)
    const y = form(s, node)
    const [output] = node.outputs as [Value]
    if (sizeOf(y.shape) !== sizeOf(output.shape)) throw new Error(`${node.op} as patches has ${sizeOf(y.shape)} entries`)
    s.nodes.push({ op: 'Reshape', inputs: [y, integers(s, output.shape)], outputs: [output], attributes: {} })
    constants.push(...s.constants)
    return s.nodes
  })
  return { ...graph, nodes, constants }
}
