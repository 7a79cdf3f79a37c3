import * as tf from '@tensorflow/tfjs'
import { attribute, type Rule } from './rule.ts'
import { spread } from './spreading.ts'

/** Kernels that move entries and have no gradient, or a wrong one; backwards the entries go where they came from. */
export const blocks: readonly Rule[] = [
  {
    kernelName: 'DepthToSpace',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const b = attribute<number>(attrs, 'blockSize')
        const last = attribute<string>(attrs, 'dataFormat') === 'NHWC'
        const [n, height, width, channels] = last ? x!.shape : [0, 2, 3, 1].map(i => x!.shape[i]!)
        const c = channels! / (b * b)
        const cut = tf.reshape(dy as tf.Tensor, last ? [n!, height!, b, width!, b, c] : [n!, c, height!, b, width!, b])
        return tf.reshape(tf.transpose(cut, last ? [0, 1, 3, 2, 4, 5] : [0, 3, 5, 1, 2, 4]), x!.shape)
      },
    }),
  },
  { kernelName: 'FlipLeftRight', gradFunc: dy => ({ image: () => tf.reverse(dy as tf.Tensor, 2) }) },
  // Axis by axis: what stands beyond an edge is turned round and added to what it mirrors.
  {
    kernelName: 'MirrorPad',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const edge = attribute<string>(attrs, 'mode') === 'reflect' ? 1 : 0
        return attribute<[number, number][]>(attrs, 'paddings').reduce((g, [before, after], axis) => {
          const n = x!.shape[axis]!
          /** `count` entries along the axis from `from` on. */
          const part = (from: number, count: number): tf.Tensor =>
            tf.slice(
              g,
              g.shape.map((_, i) => (i === axis ? from : 0)),
              g.shape.map((d, i) => (i === axis ? count : d)),
            )
          /** The entries turned round, the first of them at place `at` of n. */
          const turned = (entries: tf.Tensor, at: number, count: number): tf.Tensor =>
            tf.pad(
              tf.reverse(entries, axis),
              g.shape.map((_, i): [number, number] => (i === axis ? [at, n - at - count] : [0, 0])),
            )
          const inner = part(before, n)
          const first = before === 0 ? inner : tf.add(inner, turned(part(0, before), edge, before))
          return after === 0 ? first : tf.add(first, turned(part(before + n, after), n - after - edge, after))
        }, dy as tf.Tensor)
      },
    }),
  },
  {
    kernelName: 'StridedSlice',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const mask = (name: string): number => attribute<number | undefined>(attrs, name) ?? 0
        const given = attribute<number[]>(attrs, 'begin')
        const { begin, end, strides } = tf.slice_util.sliceInfo(
          x!.shape,
          given,
          attribute(attrs, 'end'),
          attribute<number[] | undefined>(attrs, 'strides') ?? given.map(() => 1),
          mask('beginMask'),
          mask('endMask'),
          mask('ellipsisMask'),
          mask('newAxisMask'),
          mask('shrinkAxisMask'),
        )
        const kept = tf.slice_util.computeOutShape(begin, end, strides)
        const back = strides.flatMap((s, i) => (s < 0 ? [i] : []))
        const entries = tf.reshape(dy as tf.Tensor, kept)
        // Backwards along an axis, the last entry taken is the first in place.
        const first = begin.map((b, i) => (strides[i]! < 0 ? b + (kept[i]! - 1) * strides[i]! : b))
        return spread(back.length === 0 ? entries : tf.reverse(entries, back), first, strides.map(Math.abs), x!.shape)
      },
    }),
  },
]
