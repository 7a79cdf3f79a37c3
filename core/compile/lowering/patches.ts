import type { Node, Value } from '../graph.ts'
import { concat, pad, reshape, slice, transpose, turned, type Form, type Rewriting } from './rewrite.ts'

type Picture = readonly [number, number, number, number]
type Pair = readonly [number, number]

const pairOf = (node: Node, name: string, otherwise: Pair): Pair => (node.attributes[name] as Pair | undefined) ?? otherwise
const groupsOf = (node: Node): number => (node.attributes.group as number | undefined) ?? 1
const grid = ([rows, columns]: Pair): Pair[] =>
  Array.from({ length: rows * columns }, (_, i) => [Math.floor(i / columns), i % columns])

/**
 * Σ over channels and taps of W[o, c, t]·x[n, c, o·stride + t·dilation] as one product, W·patches. The patches are gathered by
 * taps or by outputs, whichever are fewer: a picture's convolution has few taps, a filter's gradient few outputs. Of several
 * groups each reads channels of its own: one product a group.
 */
function product(g: Rewriting, x: Value, w: Value, [rows, columns]: Pair, stride: Pair, dilation: Pair, groups: number): Value {
  const [n, all] = x.shape as Picture
  const [to, channels, height, width] = w.shape as Picture
  const [taps, outputs] = [height * width, rows * columns]
  const each = groups === 1 ? [] : [groups]
  const rowsOfW = reshape(g, w, [...each, to / groups, channels * taps])
  /** `count` entries along both axes, `step` apart. */
  const block = (from: Pair, count: Pair, step: Pair): Value => slice(g, x, [2, 3], from, count, step)
  if (taps <= outputs) {
    const at = grid([height, width]).map(([i, j]) => block([i * dilation[0], j * dilation[1]], [rows, columns], stride))
    const patches = concat(
      g,
      at.map(p => reshape(g, p, [n, all, 1, outputs])),
      2,
    )
    const stacked = reshape(g, patches, [n, ...each, channels * taps, outputs])
    return g.add('MatMul', [rowsOfW, stacked], [n, ...each, to / groups, outputs])
  }
  const at = grid([rows, columns]).map(([i, j]) => block([i * stride[0], j * stride[1]], [height, width], dilation))
  const patches = concat(
    g,
    at.map(p => reshape(g, p, [n, ...each, 1, channels * taps])),
    each.length + 1,
  )
  return turned(g, g.add('MatMul', [patches, turned(g, rowsOfW)], [n, ...each, outputs, to / groups]))
}

function convolution(g: Rewriting, node: Node): Value {
  const [x, w] = node.inputs as [Value, Value]
  const [, , rows, columns] = node.outputs[0]!.shape as Picture
  const pads = node.attributes.pads as Picture
  const padded = pad(g, x, [0, 0, pads[0], pads[1]], [0, 0, pads[2], pads[3]])
  return product(
    g,
    padded,
    w,
    [rows, columns],
    pairOf(node, 'strides', [1, 1]),
    pairOf(node, 'dilations', [1, 1]),
    groupsOf(node),
  )
}

/** A convolution of stride one, with the filter turned by 180°, of the picture with stride − 1 zeros between its entries. */
function transposed(g: Rewriting, node: Node): Value {
  const [x, w] = node.inputs as [Value, Value]
  const [n, from, h, v] = x.shape as Picture
  const [, to, height, width] = w.shape as Picture
  const [, , rows, columns] = node.outputs[0]!.shape as Picture
  const [down, right] = pairOf(node, 'strides', [1, 1])
  const pads = node.attributes.pads as Picture
  const apart = pad(g, reshape(g, x, [n, from, h, 1, v, 1]), [0, 0, 0, 0, 0, 0], [0, 0, 0, down - 1, 0, right - 1])
  const before: Pair = [height - 1 - pads[0], width - 1 - pads[1]]
  const after: Pair = [rows + height - 1 - before[0] - h * down, columns + width - 1 - before[1] - v * right]
  const spread = pad(g, reshape(g, apart, [n, from, h * down, v * right]), [0, 0, ...before], [0, 0, ...after])
  const groups = groupsOf(node)
  const across = transpose(g, reshape(g, w, [groups, from / groups, to, height, width]), [0, 2, 1, 3, 4])
  const exchanged = reshape(g, across, [groups * to, from / groups, height, width])
  const rotated = slice(g, exchanged, [2, 3], [height - 1, width - 1], [height, width], [-1, -1])
  return product(g, spread, rotated, [rows, columns], [1, 1], [1, 1], groups)
}

/**
 * Convolutions as products of patches: ONNX Runtime has none in float64. Slower by what the copies cost, and where a transposed
 * convolution multiplies zeros.
 */
export const patches = { Conv: convolution, ConvTranspose: transposed } satisfies Readonly<Record<string, Form>>
