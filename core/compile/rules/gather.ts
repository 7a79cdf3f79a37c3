import { gatheringOf, rowStrides } from '../../gathering.ts'
import { sizeOf } from '../../host.ts'
import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'
import { axisOf, operand, type Operand, type Rules } from '../rule.ts'
import { filled } from './fill.ts'
import { reshape } from './reshape.ts'
import { slice } from './slice.ts'
import { transpose } from './transpose.ts'

const ints = (g: Recorder, list: readonly number[], shape: readonly number[] = [list.length]): Value =>
  g.constant(Int32Array.from(list), shape, 'int32', true)
const zeros = (g: Recorder, shape: readonly number[], x: Operand): Value => filled(g, shape, 0, x.type)

/**
 * Rows [n, d] added onto, or put into, the rows of `onto` at the places [n]. By ScatterElements, which goes through the rows one
 * after another: the same bytes on any number of threads.
 */
const scattered = (g: Recorder, onto: Value, rows: Value, places: Value, reduction: 'add' | 'none'): Value => {
  const [n, d] = rows.shape as [number, number]
  const wide = g.add('Expand', [reshape(g, places, [n, 1]), g.integers([n, d])], [n, d], places.type)
  const indices = g.add('Cast', [wide], [n, d], 'int64')
  return g.add('ScatterElements', [onto, indices, rows], onto.shape, onto.type, { axis: 0, reduction })
}

/** Indices [n, k] into the first k axes of `shape` as places [n] in the list of rows. */
const placesOf = (g: Recorder, indices: Operand, shape: readonly number[]): Value => {
  const k = indices.shape.at(-1)!
  const n = sizeOf(indices.shape.slice(0, -1))
  const scaled = g.add('Mul', [reshape(g, indices.value, [n, k]), ints(g, rowStrides(shape.slice(0, k)))], [n, k], 'int32')
  return g.add('ReduceSum', [scaled, g.integers([1])], [n], 'int32', { keepdims: 0 })
}

export const gathers: Rules = {
  GatherV2: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const indices = operand(inputs, 'indices')
    const axis = axisOf(attributes.number('axis', 0), x.shape.length)
    const batchDims = attributes.number('batchDims', 0)
    const { batch, before, entries, after, picked, shape } = gatheringOf(x.shape, indices.shape, axis, batchDims)
    if (batchDims === 0) return g.add('Gather', [x.value, indices.value], shape, x.type, { axis })
    // Rows of all batches in one list, in which those of batch b begin at b·entries.
    const rows = reshape(g, transpose(g, reshape(g, x.value, [batch, before, entries, after]), [0, 2, 1, 3]), [
      batch * entries,
      before * after,
    ])
    const starts = ints(
      g,
      Array.from({ length: batch }, (_, b) => b * entries),
      [batch, 1],
    )
    const places = g.add('Add', [reshape(g, indices.value, [batch, picked]), starts], [batch, picked], 'int32')
    const taken = g.add('Gather', [rows, places], [batch, picked, before * after], x.type, { axis: 0 })
    return reshape(g, transpose(g, reshape(g, taken, [batch, picked, before, after]), [0, 2, 1, 3]), shape)
  },
  GatherNd: (g, inputs) => {
    const x = operand(inputs, 'params')
    const indices = operand(inputs, 'indices')
    const k = indices.shape.at(-1)!
    const [indexed, rest] = [x.shape.slice(0, k), x.shape.slice(k)]
    const rows = reshape(g, x.value, [sizeOf(indexed), sizeOf(rest)])
    const places = placesOf(g, indices, x.shape)
    const taken = g.add('Gather', [rows, places], [places.shape[0]!, sizeOf(rest)], x.type, { axis: 0 })
    return reshape(g, taken, [...indices.shape.slice(0, -1), ...rest])
  },
  /** Updates that meet are added. */
  ScatterNd: (g, inputs, attributes) => {
    const indices = operand(inputs, 'indices')
    const updates = operand(inputs, 'updates')
    const shape = attributes.list('shape')
    const k = indices.shape.at(-1)!
    const [count, d] = [sizeOf(shape.slice(0, k)), sizeOf(shape.slice(k))]
    const places = placesOf(g, indices, shape)
    const rows = reshape(g, updates.value, [places.shape[0]!, d])
    return reshape(g, scattered(g, zeros(g, [count, d], updates), rows, places, 'add'), shape)
  },
  /** Of updates that meet the last one stays. */
  TensorScatterUpdate: (g, inputs) => {
    const x = operand(inputs, 'tensor')
    const indices = operand(inputs, 'indices')
    const k = indices.shape.at(-1)!
    const [count, d] = [sizeOf(x.shape.slice(0, k)), sizeOf(x.shape.slice(k))]
    const places = placesOf(g, indices, x.shape)
    const rows = reshape(g, operand(inputs, 'updates').value, [places.shape[0]!, d])
    return reshape(g, scattered(g, reshape(g, x.value, [count, d]), rows, places, 'none'), x.shape)
  },
  /** Rows of no segment (negative, or beyond the last) go into a row that is cut off. */
  UnsortedSegmentSum: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const ids = operand(inputs, 'segmentIds')
    const count = attributes.number('numSegments')
    if (ids.shape.length !== 1)
      throw new Error(
        `kernel UnsortedSegmentSum: segment ids of shape [${ids.shape.join()}] have no rule; give one a row, [${x.shape[0]!}]`,
      )
    const test = (op: string, n: number): Value => g.add(op, [ids.value, ints(g, [n], [])], ids.shape, 'bool')
    const within = g.add('And', [test('GreaterOrEqual', 0), test('Less', count)], ids.shape, 'bool')
    const places = g.add('Where', [within, ids.value, ints(g, [count], [])], ids.shape, 'int32')
    const [n, d] = [x.shape[0]!, sizeOf(x.shape.slice(1))]
    const sums = scattered(g, zeros(g, [count + 1, d], x), reshape(g, x.value, [n, d]), places, 'add')
    return reshape(g, slice(g, sums, [0, 0], [count, d]), [count, ...x.shape.slice(1)])
  },
}
