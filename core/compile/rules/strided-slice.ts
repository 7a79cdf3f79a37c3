import * as tf from '@tensorflow/tfjs'
import { operand, type Rules } from '../rule.ts'
import { filled } from './fill.ts'
import { reshape } from './reshape.ts'

export const stridedSlices: Rules = {
  /** Every stride-th entry of each axis, from its end where the stride is negative; masks as TensorFlow.js reads them. */
  StridedSlice: (g, inputs, { list, number, raw }) => {
    const x = operand(inputs, 'x')
    const masks = ['beginMask', 'endMask', 'ellipsisMask', 'newAxisMask', 'shrinkAxisMask'].map(name => number(name, 0))
    const { begin, end, strides, finalShape } = tf.slice_util.sliceInfo(
      [...x.shape],
      [...list('begin')],
      [...list('end')],
      [...((raw.strides as number[] | undefined) ?? list('begin').map(() => 1))],
      ...(masks as [number, number, number, number, number]),
    )
    if (finalShape.some(d => d === 0)) return filled(g, finalShape, 0, x.type)
    // An end before the first entry is −1 to TensorFlow.js, which to ONNX is the last one.
    const ends = end.map((e, i) => (strides[i]! < 0 && e < 0 ? -(2 ** 31) : e))
    const axes = strides.map((_, i) => i)
    const kept = tf.slice_util.computeOutShape(begin, end, strides)
    const y = g.add('Slice', [x.value, ...[begin, ends, axes, strides].map(v => g.integers(v))], kept, x.type)
    return reshape(g, y, finalShape)
  },
}
