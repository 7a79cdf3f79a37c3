import * as tf from '@tensorflow/tfjs'
import { kernel, of, waves, type Case } from '../kernel-case.ts'
import type { Op } from '../program-of.ts'

/** A convolution: pictures [N, H, W, C] (or [N, C, H, W]), a filter [k_h, k_w, C_in, C_out], and where it reads. */
interface Convolution {
  readonly x: readonly [number, number, number, number]
  readonly filter: readonly [number, number, number, number]
  readonly strides: number | [number, number]
  readonly pad: 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]]
  readonly dilations?: number | [number, number]
  readonly rounding?: 'floor' | 'ceil' | 'round'
  readonly format?: 'NHWC' | 'NCHW'
}
const convolutions: readonly Convolution[] = [
  { x: [1, 5, 5, 2], filter: [3, 3, 2, 4], strides: 1, pad: 'same' },
  { x: [3, 4, 4, 3], filter: [4, 4, 3, 2], strides: 2, pad: 'same' },
  { x: [3, 7, 5, 2], filter: [3, 3, 2, 3], strides: 2, pad: 'same' },
  { x: [3, 8, 7, 1], filter: [5, 5, 1, 2], strides: 2, pad: 'same' },
  { x: [1, 7, 9, 2], filter: [2, 3, 2, 1], strides: [2, 3], pad: 'valid' },
  { x: [3, 6, 8, 2], filter: [3, 2, 2, 3], strides: [1, 2], pad: 'valid' },
  { x: [3, 8, 8, 1], filter: [2, 2, 1, 2], strides: 3, pad: 'valid' },
  { x: [1, 7, 6, 2], filter: [1, 1, 2, 3], strides: 2, pad: 'same' },
  { x: [1, 7, 6, 2], filter: [1, 1, 2, 3], strides: 1, pad: 'valid' },
  { x: [3, 6, 6, 2], filter: [4, 4, 2, 3], strides: 2, pad: 1 },
  { x: [1, 6, 5, 2], filter: [3, 3, 2, 2], strides: 2, pad: 1, rounding: 'ceil' },
  { x: [3, 6, 5, 2], filter: [3, 3, 2, 2], strides: 2, pad: 1, rounding: 'floor' },
  { x: [1, 9, 8, 1], filter: [3, 3, 1, 2], strides: 4, pad: 0, rounding: 'round' },
  // A pad that is a number takes both sizes of the output from the filter's height and the first stride.
  { x: [1, 7, 7, 2], filter: [5, 2, 2, 2], strides: 1, pad: 0 },
  { x: [3, 6, 6, 1], filter: [2, 4, 1, 2], strides: [2, 1], pad: 1 },
  { x: [3, 6, 6, 1], filter: [3, 3, 1, 2], strides: [1, 2], pad: 1 },
  {
    x: [3, 5, 6, 2],
    filter: [3, 2, 2, 3],
    strides: [2, 1],
    pad: [
      [0, 0],
      [2, 1],
      [0, 3],
      [0, 0],
    ],
  },
  {
    x: [1, 5, 6, 2],
    filter: [2, 2, 2, 1],
    strides: 2,
    pad: [
      [0, 0],
      [3, 0],
      [2, 2],
      [0, 0],
    ],
    rounding: 'floor',
  },
  { x: [3, 2, 7, 5], filter: [3, 2, 2, 3], strides: 2, pad: 'same', format: 'NCHW' },
]
const dilated: readonly Convolution[] = [
  { x: [1, 9, 8, 2], filter: [3, 3, 2, 2], strides: 1, pad: 'same', dilations: 2 },
  { x: [3, 9, 8, 1], filter: [2, 3, 1, 2], strides: 1, pad: 'valid', dilations: [3, 2] },
]
const outputOf = (c: Convolution): readonly number[] =>
  tf.backend_util.computeConv2DInfo(
    [...c.x],
    [...c.filter],
    c.strides,
    c.dilations ?? 1,
    c.pad,
    c.rounding,
    false,
    c.format === 'NCHW' ? 'channelsFirst' : 'channelsLast',
  ).outShape
/** One of the three kernels, with its attributes as TensorFlow.js passes them. */
const convolved = (name: string, names: readonly [string, string], c: Convolution, more: object): Op =>
  kernel(name, { strides: c.strides, pad: c.pad, dataFormat: c.format ?? 'NHWC', dimRoundingMode: c.rounding, ...more }, names)

export const convolutionCases: Readonly<Record<string, readonly Case[]>> = {
  Conv2D: [
    ...[...convolutions, ...dilated].map(c =>
      of(convolved('Conv2D', ['x', 'filter'], c, { dilations: c.dilations ?? 1 }), waves(c.x, 1.3), waves(c.filter, 2.1)),
    ),
    of((u, w) => tf.conv2d(u as tf.Tensor3D, w as tf.Tensor4D, 2, 'same'), waves([5, 4, 2], 1.3), waves([3, 3, 2, 2], 2.1)),
  ],
  Conv2DBackpropInput: [
    ...convolutions.map(c =>
      of(
        convolved('Conv2DBackpropInput', ['dy', 'filter'], c, { inputShape: [...c.x] }),
        waves(outputOf(c), 1.7),
        waves(c.filter, 2.1),
      ),
    ),
    of(
      (u, w) => tf.conv2dTranspose(u as tf.Tensor4D, w as tf.Tensor4D, [3, 8, 8, 2], 2, 'same'),
      waves([3, 4, 4, 3], 1.7),
      waves([4, 4, 2, 3], 2.1),
    ),
  ],
  Conv2DBackpropFilter: convolutions.map(c =>
    of(
      convolved('Conv2DBackpropFilter', ['x', 'dy'], c, { filterShape: [...c.filter] }),
      waves(c.x, 1.3),
      waves(outputOf(c), 1.7),
    ),
  ),
}
