import * as tf from '@tensorflow/tfjs'
import { cutOff, paddedAfter, pairOf, unread, windowsOf, type Pair, type Windows } from '../../window.ts'
import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'
import { operand, type Attributes, type Rules } from '../rule.ts'
import { filled } from './fill.ts'
import { reshape } from './reshape.ts'
import { slice } from './slice.ts'
import { transpose } from './transpose.ts'

type Picture = readonly [number, number, number, number]

/** Where the filter [k_h, k_w, C, m] stands on x [N, H, W, C]. */
function depthwise(kernel: string, x: readonly number[], filter: readonly number[], { raw }: Attributes): Windows {
  type Info = Parameters<typeof tf.backend_util.computeConv2DInfo>
  return windowsOf(
    kernel,
    tf.backend_util.computeConv2DInfo(
      [...x] as Info[0],
      [...filter] as Info[1],
      raw.strides as Info[2],
      (raw.dilations ?? 1) as Info[3],
      raw.pad as Info[4],
      raw.dimRoundingMode as Info[5],
      true,
    ),
  )
}
/** [N, H, W, C] → [N, C, H, W] without the last `by` rows and columns. */
const cropped = (g: Recorder, x: Value, by: Pair): Value => {
  const [n, h, w, channels] = x.shape as Picture
  return transpose(g, slice(g, x, [0, 0, 0, 0], [n, h - by[0], w - by[1], channels]), [0, 3, 1, 2])
}
/** [k_h, k_w, C, m] → [C·m, 1, k_h, k_w], a group of filters a channel. */
const grouped = (g: Recorder, filter: Value): Value => {
  const [height, width, channels, multiplier] = filter.shape as Picture
  return reshape(g, transpose(g, filter, [2, 3, 0, 1]), [channels * multiplier, 1, height, width])
}

/** Convolutions of each channel by filters of its own, and their two adjoints: ONNX's convolutions in groups. */
export const depthwiseConvolutions: Rules = {
  DepthwiseConv2dNative: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const filter = operand(inputs, 'filter')
    const w = depthwise('DepthwiseConv2dNative', x.shape, filter.shape, attributes)
    const { outputs, stride, dilation, before } = w
    const [n, , , channels] = x.shape as Picture
    const y = g.add(
      'Conv',
      [cropped(g, x.value, cutOff(w)), grouped(g, filter.value)],
      [n, channels * filter.shape[3]!, ...outputs],
      x.type,
      { strides: stride, dilations: dilation, pads: [...before, ...paddedAfter(w)], group: channels },
    )
    return transpose(g, y, [0, 2, 3, 1])
  },
  DepthwiseConv2dNativeBackpropInput: (g, inputs, attributes) => {
    const dy = operand(inputs, 'dy')
    const filter = operand(inputs, 'filter')
    const shape = attributes.list('inputShape') as unknown as Picture
    const w = depthwise('DepthwiseConv2dNativeBackpropInput', shape, filter.shape, attributes)
    const { stride, before, input } = w
    const appended = cutOff(w)
    const dx = g.add(
      'ConvTranspose',
      [transpose(g, dy.value, [0, 3, 1, 2]), grouped(g, filter.value)],
      [shape[0], shape[3], input[0] - appended[0], input[1] - appended[1]],
      dy.type,
      {
        strides: stride,
        pads: [...before, ...paddedAfter(w)],
        output_padding: pairOf(i => unread(w)[i] - appended[i]),
        group: shape[3],
      },
    )
    const back = transpose(g, dx, [0, 2, 3, 1])
    if (appended.every(d => d === 0)) return back
    const pads = g.integers([0, 0, 0, 0, 0, ...appended, 0])
    return g.add('Pad', [back, pads, filled(g, [], 0, 'float32')], shape, dy.type)
  },
  /** Each channel's filter gradient is a convolution of its own, whose channels are the batch and whose taps are the outputs. */
  DepthwiseConv2dNativeBackpropFilter: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const dy = operand(inputs, 'dy')
    const filter = attributes.list('filterShape') as unknown as Picture
    const windows = depthwise('DepthwiseConv2dNativeBackpropFilter', x.shape, filter, attributes)
    const { stride, before } = windows
    const [height, width, channels, multiplier] = filter
    const n = x.shape[0]!
    const picture = transpose(g, cropped(g, x.value, unread(windows)), [1, 0, 2, 3])
    const [, , h, w] = picture.shape as Picture
    const taps = transpose(g, dy.value, [3, 0, 1, 2])
    const dw = g.add(
      'Conv',
      [reshape(g, picture, [1, channels * n, h, w]), taps],
      [1, channels * multiplier, height, width],
      x.type,
      {
        strides: [1, 1],
        dilations: stride,
        pads: [...before, ...paddedAfter(windows)],
        group: channels,
      },
    )
    return transpose(g, reshape(g, dw, [channels, multiplier, height, width]), [2, 3, 0, 1])
  },
}
