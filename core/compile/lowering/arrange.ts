import { sizeOf } from '../../host.ts'
import type { Value } from '../graph.ts'
import { pad, reshape, slice, transpose, type Attributes, type Rewriting, type Shape } from './rewrite.ts'

/** ONNX Runtime's operators on pictures in blocks of channels, which its own optimizer puts where filters are constants. */
export const blockedDomain = 'com.microsoft.nchwc'

/**
 * A tensor by the names of its axes, in whatever order they are kept. An axis c may be cut into blocks: 'c/' counts them, 'c%' the
 * places in one. So a picture n, c, h, w in blocks of b channels is n, c/, h, w, c% of shape [n, c/b, h, w, b].
 */
export interface Arranged {
  readonly value: Value
  readonly axes: readonly string[]
}

/** A value with these axes; a transpose that made it is looked through. */
export function seen(g: Rewriting, value: Value, axes: readonly string[]): Arranged {
  const producer = g.producerOf(value)
  if (producer?.op !== 'Transpose') return { value, axes }
  const from = axes.map(() => '')
  ;(producer.attributes.perm as readonly number[]).forEach((at, i) => (from[at] = axes[i]!))
  return { value: producer.inputs[0]!, axes: from }
}

/** The axis made a multiple of b long, by zeros at its end, and cut into blocks of b. */
export function cut(g: Rewriting, { value, axes }: Arranged, axis: string, b: number): Arranged {
  const at = axes.indexOf(axis)
  const blocks = Math.ceil(value.shape[at]! / b)
  const none = value.shape.map(() => 0)
  const whole = pad(g, value, none, none.with(at, blocks * b - value.shape[at]!))
  return {
    value: reshape(g, whole, value.shape.toSpliced(at, 1, blocks, b)),
    axes: axes.toSpliced(at, 1, `${axis}/`, `${axis}%`),
  }
}

/** The blocks of an axis, which stand side by side, joined again, and the first n entries kept. */
export function joined(g: Rewriting, { value, axes }: Arranged, axis: string, n: number): Arranged {
  const at = axes.indexOf(`${axis}/`)
  const size = value.shape[at]! * value.shape[at + 1]!
  const whole = reshape(g, value, value.shape.toSpliced(at, 2, size))
  return { value: n === size ? whole : slice(g, whole, [at], [0], [n], [1]), axes: axes.toSpliced(at, 2, axis) }
}

const without = (axes: readonly string[], axis: string): string => axes.filter(a => a !== axis).join()

/**
 * One axis moved to another place as ONNX Runtime's own reordering of pictures does it, several times as fast as a transpose; null
 * where it is no such move. A picture's four axes here are: those before, the channels, 1, and those between or after.
 */
function reordered(g: Rewriting, { value, axes: from }: Arranged, axes: readonly string[]): Value | null {
  const size = (names: readonly string[]): number => sizeOf(names.map(a => value.shape[from.indexOf(a)]!))
  const shape = axes.map(a => size([a]))
  const moves = from.filter(a => without(from, a) === without(axes, a))
  const run = (op: string, picture: Shape, result: Shape, attributes: Attributes): Value =>
    reshape(g, g.add(op, [reshape(g, value, picture)], result, attributes, 'real', blockedDomain), shape)
  // …, c%, rest → …, rest, c%
  const place = moves.find(a => a.endsWith('%') && axes.at(-1) === a)
  if (place !== undefined) {
    const at = from.indexOf(place)
    const picture = [size(from.slice(0, at)), size([place]), 1, size(from.slice(at + 1))]
    return run('ReorderInput', picture, picture, {})
  }
  const [block, last] = [moves.find(a => a.endsWith('/')), axes.at(-1)!]
  if (block !== undefined && last === from.at(-1) && last === block.replace('/', '%')) {
    const channels = size([block, last])
    const [at, to] = [from.indexOf(block), axes.indexOf(block)]
    // …, rest, c/, c% → …, c/, rest, c% and back
    if (at === from.length - 2) {
      const [before, between] = [size(axes.slice(0, to)), size(axes.slice(to + 1, -1))]
      return run('ReorderInput', [before, 1, between, channels], [before, channels, 1, between], { channels_last: 1 })
    }
    if (to === axes.length - 2) {
      const [before, between] = [size(from.slice(0, at)), size(from.slice(at + 1, -1))]
      return run('ReorderOutput', [before, channels, 1, between], [before, 1, between, channels], { channels, channels_last: 1 })
    }
  }
  return null
}

/** The tensor with its axes in another order. Places of blocks that come last are brought there first, the rest then moves in whole blocks. */
export function ordered(g: Rewriting, x: Arranged, axes: readonly string[]): Arranged {
  const last = axes.at(-1)!
  const stands = x.axes.at(-1) === last || !last.endsWith('%')
  const step = stands ? axes : [...x.axes.filter(a => a !== last), last]
  const moved = (): Value =>
    reordered(g, x, step) ??
    transpose(
      g,
      x.value,
      step.map(a => x.axes.indexOf(a)),
    )
  const y = { value: x.axes.join() === step.join() ? x.value : moved(), axes: step }
  return stands ? y : ordered(g, y, axes)
}
