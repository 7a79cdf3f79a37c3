import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'
import { operand, type Rule, type Rules } from '../rule.ts'
import { filled } from './fill.ts'
import { reshape } from './reshape.ts'
import { sizeOf } from '../../host.ts'

const indices = (g: Recorder, n: number): Value =>
  g.constant(
    Int32Array.from({ length: n }, (_, j) => j),
    [n],
    'int32',
    true,
  )

/** Σ of the weights (of ones, where there are none) of the entries along the last axis that equal 0, 1, …, size − 1. */
const counts: Rule = (g, inputs, attributes) => {
  const x = operand(inputs, 'x')
  const weights = operand(inputs, 'weights')
  const size = attributes.number('size')
  const binary = attributes.flag('binaryOutput')
  const shape = [...x.shape, size]
  const here = g.add('Equal', [reshape(g, x.value, [...x.shape, 1]), indices(g, size)], shape, 'bool')
  const type = weights.type === 'real' ? 'real' : 'int32'
  const weight =
    sizeOf(weights.shape) === 0 || binary ? filled(g, [], 1, weights.type) : reshape(g, weights.value, [...x.shape, 1])
  const each = g.add('Where', [here, weight, filled(g, [], 0, weights.type)], shape, type)
  const axis = x.shape.length - 1
  return g.add(binary ? 'ReduceMax' : 'ReduceSum', [each, g.integers([axis])], [...x.shape.slice(0, -1), size], type, {
    keepdims: 0,
  })
}

export const counting: Rules = {
  Bincount: counts,
  DenseBincount: counts,
  /** How many entries of the sorted row are below each value (`right`: not above it). */
  SearchSorted: (g, inputs, attributes) => {
    const sorted = operand(inputs, 'sortedSequence')
    const values = operand(inputs, 'values')
    const [rows, n] = sorted.shape as [number, number]
    const k = values.shape[1]!
    const shape = [rows, k, n]
    const pair = [reshape(g, sorted.value, [rows, 1, n]), reshape(g, values.value, [rows, k, 1])]
    const below = g.add(attributes.text('side') === 'left' ? 'Less' : 'LessOrEqual', pair, shape, 'bool')
    return g.add('ReduceSum', [g.add('Cast', [below], shape, 'int32'), g.integers([2])], [rows, k], 'int32', { keepdims: 0 })
  },
}
