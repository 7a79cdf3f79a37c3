import * as tf from '@tensorflow/tfjs'
import { sizeOf } from '../../host.ts'
import { axisOf, operand, operands, type Rules } from '../rule.ts'
import { filled } from './fill.ts'
import { reshape } from './reshape.ts'
import { slice } from './slice.ts'
import { transpose } from './transpose.ts'

export const shapes: Rules = {
  Reshape: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    return reshape(g, x.value, tf.util.inferFromImplicitShape([...attributes.list('shape')], sizeOf(x.shape)))
  },
  ExpandDims: (g, inputs, attributes) => {
    const x = operand(inputs, 'input')
    const dim = attributes.number('dim')
    const shape = [...x.shape]
    shape.splice(dim < 0 ? shape.length + 1 + dim : dim, 0, 1)
    return reshape(g, x.value, shape)
  },
  Transpose: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    return transpose(g, x.value, attributes.list('perm'))
  },
  Concat: (g, inputs, attributes) => {
    const xs = operands(inputs)
    const axis = axisOf(attributes.number('axis'), xs[0]!.shape.length)
    const some = xs.filter(x => sizeOf(x.shape) > 0)
    if (some.length === 1) return some[0]!.value
    const shape = xs[0]!.shape.map((d, i) => (i === axis ? xs.reduce((n, x) => n + x.shape[axis]!, 0) : d))
    return g.add(
      'Concat',
      some.map(x => x.value),
      shape,
      xs[0]!.type,
      { axis },
    )
  },
  Pack: (g, inputs, attributes) => {
    const xs = operands(inputs)
    const axis = axisOf(attributes.number('axis', 0), xs[0]!.shape.length + 1)
    const one = [...xs[0]!.shape]
    one.splice(axis, 0, 1)
    const shape = one.map((d, i) => (i === axis ? xs.length : d))
    const parts = xs.map(x => reshape(g, x.value, one))
    return parts.length === 1 ? parts[0]! : g.add('Concat', parts, shape, xs[0]!.type, { axis })
  },
  Unpack: (g, inputs, attributes) => {
    const x = operand(inputs, 'value')
    const axis = axisOf(attributes.number('axis', 0), x.shape.length)
    const n = x.shape[axis]!
    const one = x.shape.map((d, i) => (i === axis ? 1 : d))
    const rest = x.shape.filter((_, i) => i !== axis)
    if (n === 1) return [reshape(g, x.value, rest)]
    const parts = g.addAll(
      'Split',
      [x.value, g.integers(Array<number>(n).fill(1))],
      Array.from({ length: n }, () => ({ shape: one, type: x.type })),
      { axis },
    )
    return parts.map(p => reshape(g, p, rest))
  },
  SplitV: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const axis = axisOf(attributes.number('axis'), x.shape.length)
    const raw = attributes.raw.numOrSizeSplits as number | number[]
    const sizes = typeof raw === 'number' ? Array<number>(raw).fill(x.shape[axis]! / raw) : [...raw]
    const unknown = sizes.indexOf(-1)
    if (unknown >= 0) sizes[unknown] = x.shape[axis]! - sizes.reduce((n, d) => n + (d < 0 ? 0 : d), 0)
    if (sizes.length === 1) return [x.value]
    const outputs = sizes.map(d => ({ shape: x.shape.map((v, i) => (i === axis ? d : v)), type: x.type }))
    return g.addAll('Split', [x.value, g.integers(sizes)], outputs, { axis })
  },
  Slice: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const info: tf.TensorInfo = { shape: [...x.shape], dtype: 'float32', dataId: {} }
    const [begin, size] = tf.slice_util.parseSliceParams(
      info,
      attributes.raw.begin as number[],
      attributes.raw.size as number[],
    ) as [number[], number[]]
    return slice(g, x.value, begin, size)
  },
  PadV2: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const pads = attributes.raw.paddings as [number, number][]
    const shape = x.shape.map((d, i) => d + pads[i]![0] + pads[i]![1])
    const flat = [...pads.map(p => p[0]), ...pads.map(p => p[1])]
    return g.add('Pad', [x.value, g.integers(flat), filled(g, [], attributes.number('constantValue', 0), x.type)], shape, x.type)
  },
  /** Zeros but for x on the diagonal; of several axes, [...shape, ...shape]. */
  Diag: (g, inputs) => {
    const x = operand(inputs, 'x')
    const n = sizeOf(x.shape)
    const places = g.constant(
      Uint8Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
      [n, n],
      'bool',
      true,
    )
    const zero = filled(g, [], 0, x.type)
    const matrix = g.add('Where', [places, reshape(g, x.value, [n, 1]), zero], [n, n], x.type)
    return reshape(g, matrix, [...x.shape, ...x.shape])
  },
  Tile: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const reps = attributes.list('reps')
    if (reps.every(r => r === 1)) return x.value
    return g.add(
      'Tile',
      [x.value, g.integers(reps)],
      x.shape.map((d, i) => d * reps[i]!),
      x.type,
    )
  },
  BroadcastTo: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const shape = attributes.list('shape')
    return g.add('Expand', [x.value, g.integers(shape)], shape, x.type)
  },
  Reverse: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const dims = attributes.raw.dims === undefined ? [...x.shape.keys()] : attributes.list('dims')
    const axes = dims.map(d => axisOf(d, x.shape.length))
    if (axes.length === 0) return x.value
    const minus = axes.map(() => -1)
    const from = g.integers(minus)
    const to = g.integers(axes.map(() => -(2 ** 31)))
    return g.add('Slice', [x.value, from, to, g.integers(axes), from], x.shape, x.type)
  },
}
