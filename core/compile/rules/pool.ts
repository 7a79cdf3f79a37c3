import * as tf from '@tensorflow/tfjs'
import { cutOff, paddedAfter, windowsOf, type Windows } from '../../window.ts'
import { operand, type Attributes, type Operand, type Rule, type Rules } from '../rule.ts'
import { slice } from './slice.ts'
import { transpose } from './transpose.ts'

type Info = Parameters<typeof tf.backend_util.computePool2DInfo>

/** Where the windows of a pooling kernel stand on x [N, H, W, C]. */
const poolingOf = (kernel: string, x: Operand, { raw }: Attributes): Windows =>
  windowsOf(
    kernel,
    tf.backend_util.computePool2DInfo(
      [...x.shape] as Info[0],
      raw.filterSize as Info[1],
      raw.strides as Info[2],
      1,
      raw.pad as Info[4],
      raw.dimRoundingMode as Info[5],
    ),
  )

/** What padding brings in is never the largest and is not averaged over, as in TensorFlow.js. */
const pooling =
  (kernel: string, op: string, attributes: Readonly<Record<string, number>>): Rule =>
  (g, inputs, given) => {
    const x = operand(inputs, 'x')
    const w = poolingOf(kernel, x, given)
    const { input, outputs, taps, stride, before } = w
    const kept = input.map((d, i) => d - cutOff(w)[i]!)
    const [n, , , channels] = x.shape as [number, number, number, number]
    const picture = transpose(g, slice(g, x.value, [0, 0, 0, 0], [n, ...kept, channels]), [0, 3, 1, 2])
    const y = g.add(op, [picture], [n, channels, ...outputs], x.type, {
      kernel_shape: taps,
      strides: stride,
      pads: [...before, ...paddedAfter(w)],
      ...attributes,
    })
    return transpose(g, y, [0, 2, 3, 1])
  }

/** The largest entry, and the mean, of every window of a picture. */
export const pools: Rules = {
  MaxPool: pooling('MaxPool', 'MaxPool', {}),
  AvgPool: pooling('AvgPool', 'AveragePool', { count_include_pad: 0 }),
}
