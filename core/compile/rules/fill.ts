import { sizeOf } from '../../host.ts'
import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'
import { operand, type Rules } from '../rule.ts'
import { reshape } from './reshape.ts'

/** A constant of one value in every entry; `type` is a value's, or one of TensorFlow.js's. */
export const filled = (g: Recorder, shape: readonly number[], value: number, type: string): Value => {
  const n = sizeOf(shape)
  if (type === 'int32') return g.constant(new Int32Array(n).fill(value), shape, 'int32', true)
  if (type === 'bool') return g.constant(new Uint8Array(n).fill(value), shape, 'bool', true)
  return g.constant(new Float64Array(n).fill(value), shape, 'real', true)
}

/** Tensors made from a shape and a few numbers. */
export const fills: Rules = {
  ZerosLike: (g, inputs) => {
    const x = operand(inputs, 'x')
    return filled(g, x.shape, 0, x.type)
  },
  OnesLike: (g, inputs) => {
    const x = operand(inputs, 'x')
    return filled(g, x.shape, 1, x.type)
  },
  Fill: (g, _, attributes) =>
    filled(g, attributes.list('shape'), Number(attributes.raw.value), (attributes.raw.dtype as string | undefined) ?? 'float32'),
  Range: (g, _, attributes) => {
    const [start, stop, step] = [attributes.number('start'), attributes.number('stop'), attributes.number('step', 1)]
    // As in TensorFlow.js, a step of 1 towards a smaller end means −1.
    const stride = stop < start && step === 1 ? -1 : step
    const n = Math.max(0, Math.ceil((stop - start) / stride))
    const entries = Array.from({ length: n }, (_unused, i) => start + i * stride)
    const int = attributes.raw.dtype === 'int32'
    return int
      ? g.constant(Int32Array.from(entries), [n], 'int32', true)
      : g.constant(Float64Array.from(entries), [n], 'real', true)
  },
  LinSpace: (g, _, attributes) => {
    const [start, stop, n] = [attributes.number('start'), attributes.number('stop'), attributes.number('num')]
    const entries = Float64Array.from({ length: n }, (_unused, i) => (n === 1 ? start : start + (i * (stop - start)) / (n - 1)))
    return g.constant(entries, [n], 'real', true)
  },
  OneHot: (g, inputs, attributes) => {
    const i = operand(inputs, 'indices')
    const depth = attributes.number('depth')
    const dtype = (attributes.raw.dtype as string | undefined) ?? 'int32'
    const shape = [...i.shape, depth]
    const places = g.constant(
      Int32Array.from({ length: depth }, (_, j) => j),
      [depth],
      'int32',
      true,
    )
    // By comparison: ONNX's OneHot counts negative indices from the end, where TensorFlow.js gives a row of off values.
    const here = g.add('Equal', [reshape(g, i.value, [...i.shape, 1]), places], shape, 'bool')
    if (dtype === 'bool') return here
    const value = (name: string, otherwise: number): Value => filled(g, [], attributes.number(name, otherwise), dtype)
    return g.add('Where', [here, value('onValue', 1), value('offValue', 0)], shape, dtype === 'int32' ? 'int32' : 'real')
  },
}
