import * as tf from '@tensorflow/tfjs'
import { cutOff, paddedAfter, pairOf, unread, windowsOf, type Pair, type Windows } from '../../window.ts'
import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'
import { operand, type Attributes, type Rules } from '../rule.ts'
import { filled } from './fill.ts'
import { slice } from './slice.ts'
import { transpose } from './transpose.ts'

/** Where a convolution reads, and the shapes of the pictures on both of its sides. */
interface Geometry extends Windows {
  readonly x: readonly number[]
  readonly y: readonly number[]
  /** Channels stand last. */
  readonly last: boolean
}

function geometry(
  kernel: string,
  x: readonly number[],
  filter: readonly number[],
  { raw }: Attributes,
  dilations: number | Pair,
): Geometry {
  type Info = Parameters<typeof tf.backend_util.computeConv2DInfo>
  const c = tf.backend_util.computeConv2DInfo(
    x as Info[0],
    filter as Info[1],
    raw.strides as Info[2],
    dilations as Info[3],
    raw.pad as Info[4],
    raw.dimRoundingMode as Info[5],
    false,
    tf.backend_util.convertConv2DDataFormat(raw.dataFormat as 'NHWC' | 'NCHW'),
  )
  return { ...windowsOf(kernel, c), x, y: c.outShape, last: c.dataFormat === 'channelsLast' }
}

const sides = ([top, left]: Pair, [bottom, right]: Pair): readonly number[] => [top, left, bottom, right]

/** [N, H, W, C] as ONNX has it, [N, C, H, W], and back; [C, N, H, W] where batch and channels change places. */
const inward = (g: Recorder, x: Value, last: boolean): Value => (last ? transpose(g, x, [0, 3, 1, 2]) : x)
const outward = (g: Recorder, x: Value, last: boolean): Value => (last ? transpose(g, x, [0, 2, 3, 1]) : x)
const exchanged = (g: Recorder, x: Value, last: boolean): Value => transpose(g, x, last ? [3, 0, 1, 2] : [1, 0, 2, 3])
/** [k_h, k_w, C_in, C_out] → [C_out, C_in, k_h, k_w]. */
const filterInward = (g: Recorder, filter: Value): Value => transpose(g, filter, [3, 2, 0, 1])

/** A picture [·, ·, H, W] without its last entries. */
const cropped = (g: Recorder, x: Value, by: Pair): Value => {
  const size = x.shape.map((d, i) => (i < 2 ? d : d - by[i - 2]!))
  return slice(g, x, [0, 0, 0, 0], size)
}

const expect = (what: string, got: readonly number[], want: readonly number[]): void => {
  if (got.join() !== want.join()) throw new Error(`${what} has shape [${got.join()}]; its convolution gives [${want.join()}]`)
}

/** Convolutions and their gradients; the shapes are TensorFlow.js's own. */
export const convolutions: Rules = {
  Conv2D: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const filter = operand(inputs, 'filter')
    const c = geometry('Conv2D', x.shape, filter.shape, attributes, attributes.raw.dilations as number | Pair)
    const { stride, dilation, before, last } = c
    const picture = cropped(g, inward(g, x.value, last), cutOff(c))
    const shape = last ? [0, 3, 1, 2].map(i => c.y[i]!) : c.y
    const y = g.add('Conv', [picture, filterInward(g, filter.value)], shape, x.type, {
      strides: stride,
      dilations: dilation,
      pads: sides(before, paddedAfter(c)),
    })
    return outward(g, y, last)
  },
  /** The adjoint of the convolution in its input; `tf.conv2dTranspose` too. */
  Conv2DBackpropInput: (g, inputs, attributes) => {
    const dy = operand(inputs, 'dy')
    const filter = operand(inputs, 'filter')
    const c = geometry('Conv2DBackpropInput', attributes.list('inputShape'), filter.shape, attributes, 1)
    const { stride, before, last } = c
    expect('what Conv2DBackpropInput (conv2dTranspose) is given', dy.shape, c.y)
    const shape = last ? [0, 3, 1, 2].map(i => c.x[i]!) : c.x
    const appended = cutOff(c)
    const dx = g.add(
      'ConvTranspose',
      [inward(g, dy.value, last), filterInward(g, filter.value)],
      shape.map((d, i) => (i < 2 ? d : d - appended[i - 2]!)),
      dy.type,
      { strides: stride, pads: sides(before, paddedAfter(c)), output_padding: pairOf(i => unread(c)[i] - appended[i]) },
    )
    const whole = appended.every(n => n === 0)
      ? dx
      : g.add('Pad', [dx, g.integers([0, 0, 0, 0, 0, 0, ...appended]), filled(g, [], 0, 'float32')], shape, dy.type)
    return outward(g, whole, last)
  },
  /** dW[t, s, a, b] = Σ x[n, o·stride + t − before, …, a]·dy[n, o, …, b]: a convolution whose batch is a, whose channels are n and whose taps o. */
  Conv2DBackpropFilter: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const dy = operand(inputs, 'dy')
    const [height, width, from, to] = attributes.list('filterShape') as [number, number, number, number]
    const c = geometry('Conv2DBackpropFilter', x.shape, [height, width, from, to], attributes, 1)
    const { stride, before, last } = c
    expect('the derivative given to Conv2DBackpropFilter', dy.shape, c.y)
    const picture = cropped(g, exchanged(g, x.value, last), unread(c))
    const dw = g.add('Conv', [picture, exchanged(g, dy.value, last)], [from, to, height, width], x.type, {
      strides: [1, 1],
      dilations: stride,
      pads: sides(before, paddedAfter(c)),
    })
    return transpose(g, dw, [2, 3, 0, 1])
  },
}
