import * as tf from '@tensorflow/tfjs'
import type { Value, ValueType } from '../graph.ts'
import { axisOf, operand, type Operand, type Rule, type Rules } from '../rule.ts'
import { reshape } from './reshape.ts'

const reduced = (x: Operand, axes: readonly number[], keep: boolean): number[] =>
  x.shape.flatMap((d, i) => (axes.includes(i) ? (keep ? [1] : []) : [d]))

/** A reduction over axes; over none it is the identity. */
const reduce =
  (op: string): Rule =>
  (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const raw = attributes.raw.axis as number | number[] | undefined
    const axes = tf.util.parseAxisParam(raw ?? [...x.shape.keys()], [...x.shape])
    const type: ValueType = op === 'ReduceMean' ? 'real' : x.type === 'bool' ? 'int32' : x.type
    const source = type === x.type ? x.value : g.add('Cast', [x.value], x.shape, type)
    if (axes.length === 0) return source
    const keep = attributes.flag('keepDims')
    return g.add(op, [source, g.integers(axes)], reduced(x, axes, keep), type, { keepdims: keep ? 1 : 0 })
  }

/** All and Any through integers: ONNX has no boolean reduction. */
const logical =
  (op: 'ReduceMin' | 'ReduceMax'): Rule =>
  (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const as = reduce(op)(g, { x }, attributes) as Value
    return g.add('Cast', [as], as.shape, 'bool')
  }

/** e^{x−max}/Σ along the last axis, written out so that both precisions round alike. */
const softmax: Rule = (g, inputs, attributes) => {
  const x = operand(inputs, 'logits')
  const axis = axisOf(attributes.number('dim', -1), x.shape.length)
  return g.add('Softmax', [x.value], x.shape, x.type, { axis })
}
const argument =
  (op: 'ArgMax' | 'ArgMin'): Rule =>
  (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const axis = axisOf(attributes.list('axis')[0] ?? 0, x.shape.length)
    const shape = x.shape.filter((_, i) => i !== axis)
    const wide = g.add(op, [x.value], shape, 'int64', { axis, keepdims: 0 })
    return g.add('Cast', [wide], shape, 'int32')
  }

export const reductions: Rules = {
  Sum: reduce('ReduceSum'),
  Mean: reduce('ReduceMean'),
  Max: (g, inputs, attributes) => {
    const raw = attributes.raw.reductionIndices ?? attributes.raw.axis
    return reduce('ReduceMax')(g, inputs, { ...attributes, raw: { ...attributes.raw, axis: raw } })
  },
  Min: reduce('ReduceMin'),
  Prod: reduce('ReduceProd'),
  All: logical('ReduceMin'),
  Any: logical('ReduceMax'),
  Softmax: softmax,
  LogSoftmax: (g, inputs) => {
    const x = operand(inputs, 'logits')
    return g.add('LogSoftmax', [x.value], x.shape, x.type, { axis: x.shape.length - 1 })
  },
  ArgMax: argument('ArgMax'),
  ArgMin: argument('ArgMin'),
  /** The k largest along the last axis and their indices. */
  TopK: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const k = attributes.number('k')
    const shape = [...x.shape.slice(0, -1), k]
    const [values, indices] = g.addAll(
      'TopK',
      [x.value, g.integers([k])],
      [
        { shape, type: x.type },
        { shape, type: 'int64' },
      ],
      { axis: -1, largest: 1, sorted: 1 },
    )
    return [values!, g.add('Cast', [indices!], shape, 'int32')]
  },
}

export const contractions: Rules = {
  /** Two-dimensional products are one Gemm whose flags carry the transposes; batches are MatMul. */
  BatchMatMul: (g, inputs, attributes) => {
    const a = operand(inputs, 'a')
    const b = operand(inputs, 'b')
    const [ta, tb] = [attributes.flag('transposeA'), attributes.flag('transposeB')]
    const flat = (x: Operand): boolean => x.shape.slice(0, -2).every(d => d === 1)
    const last = (x: Operand, t: boolean): [number, number] =>
      t ? [x.shape.at(-1)!, x.shape.at(-2)!] : [x.shape.at(-2)!, x.shape.at(-1)!]
    const [m, k] = last(a, ta)
    const n = last(b, tb)[1]
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
    if (k === 0) throw new Error('a matrix product over an empty axis has no rule')
    // Gemm takes no integers.
    if (flat(a) && flat(b) && a.type === 'real') {
      const two = (x: Operand): Value => reshape(g, x.value, x.shape.slice(-2))
      const c = g.add('Gemm', [two(a), two(b)], [m, n], a.type, { transA: ta ? 1 : 0, transB: tb ? 1 : 0 })
      return reshape(g, c, [...batch, m, n])
    }
    const turned = (x: Operand, t: boolean): Value => {
      if (!t) return x.value
      const perm = [...x.shape.keys()].slice(0, -2).concat(x.shape.length - 1, x.shape.length - 2)
      return g.add(
        'Transpose',
        [x.value],
        perm.map(p => x.shape[p]!),
        x.type,
        { perm },
      )
    }
    return g.add('MatMul', [turned(a, ta), turned(b, tb)], [...batch, m, n], a.type)
  },
}
