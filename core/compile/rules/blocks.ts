import { sizeOf } from '../../host.ts'
import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'
import { operand, type Operand, type Rules } from '../rule.ts'
import { filled } from './fill.ts'
import { reshape } from './reshape.ts'
import { slice } from './slice.ts'
import { transpose } from './transpose.ts'

const zeroOf = (g: Recorder, x: Operand): Value => filled(g, [], 0, x.type)

/** Axes that are cut into blocks, and blocks that become axes. */
export const blocks: Rules = {
  /** Channels [b, b, c] become a block of b × b entries. */
  DepthToSpace: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const b = attributes.number('blockSize')
    const last = attributes.text('dataFormat') === 'NHWC'
    const [n, height, width, channels] = (last ? x.shape : [0, 2, 3, 1].map(i => x.shape[i]!)) as [number, number, number, number]
    const c = channels / (b * b)
    const apart = reshape(g, x.value, last ? [n, height, width, b, b, c] : [n, b, b, c, height, width])
    const together = transpose(g, apart, last ? [0, 1, 3, 2, 4, 5] : [0, 3, 4, 1, 5, 2])
    return reshape(g, together, last ? [n, height * b, width * b, c] : [n, c, height * b, width * b])
  },
  /** Axes 1 to m are padded and cut into blocks, which become batches. */
  SpaceToBatchND: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const block = attributes.list('blockShape')
    const pads = attributes.raw.paddings as [number, number][]
    const m = block.length
    const [n, rest] = [x.shape[0]!, x.shape.slice(m + 1)]
    const begin = [0, ...pads.map(p => p[0]), ...rest.map(() => 0)]
    const end = [0, ...pads.map(p => p[1]), ...rest.map(() => 0)]
    const wide = x.shape.map((d, i) => d + begin[i]! + end[i]!)
    const padded = pads.flat().every(p => p === 0)
      ? x.value
      : g.add('Pad', [x.value, g.integers([...begin, ...end]), zeroOf(g, x)], wide, x.type)
    const cut = block.flatMap((b, i) => [wide[i + 1]! / b, b])
    const within = block.map((_, i) => 2 * i + 2)
    const between = block.map((_, i) => 2 * i + 1)
    const others = rest.map((_, i) => 2 * m + 1 + i)
    const turned = transpose(g, reshape(g, padded, [n, ...cut, ...rest]), [...within, 0, ...between, ...others])
    return reshape(g, turned, [n * sizeOf(block), ...block.map((b, i) => wide[i + 1]! / b), ...rest])
  },
  /** Batches become blocks of the axes 1 to m, which are cropped. */
  BatchToSpaceND: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const block = attributes.list('blockShape')
    const crops = attributes.raw.crops as [number, number][]
    const m = block.length
    const n = x.shape[0]! / sizeOf(block)
    const [space, rest] = [x.shape.slice(1, m + 1), x.shape.slice(m + 1)]
    const order = [m, ...block.flatMap((_, i) => [m + 1 + i, i]), ...rest.map((_, i) => 2 * m + 1 + i)]
    const turned = transpose(g, reshape(g, x.value, [...block, n, ...space, ...rest]), order)
    const wide = [n, ...space.map((d, i) => d * block[i]!), ...rest]
    const begin = wide.map((_, i) => crops[i - 1]?.[0] ?? 0)
    const size = wide.map((d, i) => d - begin[i]! - (crops[i - 1]?.[1] ?? 0))
    return slice(g, reshape(g, turned, wide), begin, size)
  },
}
