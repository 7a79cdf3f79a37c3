import { averagingWeights } from '../../window.ts'
import type { Value } from '../graph.ts'
import { turned, type Form, type Rewriting } from './rewrite.ts'

type Picture = readonly [number, number, number, number]

/**
 * Means over windows of [N, C, H, W], padding left out, by an averaging matrix from each side: ONNX Runtime has no AveragePool in
 * float64.
 */
const average: Form = (g: Rewriting, node): Value => {
  const [x] = node.inputs as [Value]
  const [n, channels, height, width] = x.shape as Picture
  const [, , rows, columns] = node.outputs[0]!.shape as Picture
  const { kernel_shape: taps, strides, pads } = node.attributes as Readonly<Record<string, readonly [number, number]>>
  const means = (axis: 0 | 1, from: number, to: number): Value =>
    g.table(averagingWeights(from, to, taps![axis], strides![axis], pads![axis]), [to, from])
  const down = g.add('MatMul', [means(0, height, rows), x], [n, channels, rows, width], {}, 'real')
  return g.add('MatMul', [down, turned(g, means(1, width, columns))], [n, channels, rows, columns])
}

export const averages = { AveragePool: average } satisfies Readonly<Record<string, Form>>
