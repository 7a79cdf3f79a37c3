import * as tf from '@tensorflow/tfjs'
import { kernel, of, waves, type Case } from '../kernel-case.ts'
import { reals, type Op } from '../program-of.ts'

type Picture = readonly [number, number, number, number]
type Pad = 'same' | 'valid' | number
interface Window {
  readonly x: Picture
  readonly size: number | [number, number]
  readonly strides: number | [number, number]
  readonly pad: Pad
  readonly rounding?: 'floor' | 'ceil' | 'round'
}
const windows: readonly Window[] = [
  { x: [1, 6, 4, 2], size: 2, strides: 2, pad: 'valid' },
  { x: [3, 7, 5, 2], size: 2, strides: 2, pad: 'valid' },
  { x: [2, 7, 5, 2], size: 3, strides: 2, pad: 'same' },
  { x: [1, 5, 6, 3], size: [2, 3], strides: [1, 2], pad: 'same' },
  { x: [2, 8, 8, 1], size: 2, strides: 3, pad: 'valid' },
  { x: [1, 6, 5, 2], size: 3, strides: 2, pad: 1, rounding: 'floor' },
  { x: [1, 6, 5, 2], size: 3, strides: 2, pad: 1, rounding: 'ceil' },
  { x: [2, 4, 4, 3], size: 4, strides: 4, pad: 'valid' },
]
const pooled = (name: string): Case[] => [
  ...windows.map(w =>
    of(kernel(name, { filterSize: w.size, strides: w.strides, pad: w.pad, dimRoundingMode: w.rounding }), waves(w.x, 1.3)),
  ),
  of(u => (name === 'MaxPool' ? tf.maxPool : tf.avgPool)(u as tf.Tensor3D, 2, 2, 'same'), waves([5, 4, 2], 0.7)),
  of(u => tf.pool(u as tf.Tensor4D, 2, name === 'MaxPool' ? 'max' : 'avg', 'valid', 2, 1), waves([1, 6, 6, 1], 0.9)),
]

interface Depthwise {
  readonly x: Picture
  readonly filter: Picture
  readonly strides: number | [number, number]
  readonly pad: Pad
  readonly dilations?: number
}
const depthwise: readonly Depthwise[] = [
  { x: [2, 5, 5, 3], filter: [3, 3, 3, 1], strides: 1, pad: 'same' },
  { x: [1, 7, 6, 2], filter: [3, 2, 2, 3], strides: 2, pad: 'same' },
  { x: [2, 8, 7, 2], filter: [2, 2, 2, 2], strides: 3, pad: 'valid' },
  { x: [2, 6, 6, 1], filter: [4, 4, 1, 2], strides: 2, pad: 1 },
  { x: [1, 5, 5, 4], filter: [5, 5, 4, 1], strides: 1, pad: 'valid' },
]
const outputOf = ({ x, filter, strides, pad }: Depthwise): readonly number[] =>
  tf.backend_util.computeConv2DInfo([...x], [...filter], strides, 1, pad, undefined, true).outShape
const depthwiseKernel = (suffix: string, names: readonly string[], c: Depthwise, more: object): Op =>
  kernel(
    `DepthwiseConv2dNative${suffix}`,
    { strides: c.strides, pad: c.pad, dilations: [c.dilations ?? 1, c.dilations ?? 1], ...more },
    names,
  )

const sizes: readonly (readonly [Picture, [number, number]])[] = [
  [
    [1, 3, 4, 2],
    [6, 8],
  ],
  [
    [2, 4, 5, 1],
    [3, 7],
  ],
  [
    [1, 6, 6, 2],
    [3, 2],
  ],
  [
    [1, 3, 3, 1],
    [1, 1],
  ],
]
const resized = (op: (x: tf.Tensor4D, size: [number, number], align: boolean, half: boolean) => tf.Tensor): Case[] =>
  sizes.flatMap(([shape, size]) =>
    [
      [false, false],
      [true, false],
      [false, true],
    ].map(([align, half]) => of(u => op(u as tf.Tensor4D, size, align!, half!), waves(shape, 1.1))),
  )

const activations = ['linear', 'relu', 'elu', 'relu6', 'sigmoid', 'leakyrelu'] as const
const bias = waves([2], 0.6)
const fused = (op: (activation: (typeof activations)[number]) => Op, ...inputs: readonly ReturnType<typeof waves>[]): Case[] =>
  activations.map(a => of(op(a), ...inputs))

/** What is done to pictures [N, H, W, C]. */
export const pictures: Readonly<Record<string, readonly Case[]>> = {
  MaxPool: pooled('MaxPool'),
  AvgPool: pooled('AvgPool'),
  DepthwiseConv2dNative: [...depthwise, { ...depthwise[0]!, dilations: 2 }].map(c =>
    of(depthwiseKernel('', ['x', 'filter'], c, {}), waves(c.x, 1.3), waves(c.filter, 2.1)),
  ),
  DepthwiseConv2dNativeBackpropInput: depthwise.map(c =>
    of(
      depthwiseKernel('BackpropInput', ['dy', 'filter'], c, { inputShape: [...c.x] }),
      waves(outputOf(c), 1.7),
      waves(c.filter, 2.1),
    ),
  ),
  DepthwiseConv2dNativeBackpropFilter: depthwise.map(c =>
    of(
      depthwiseKernel('BackpropFilter', ['x', 'dy'], c, { filterShape: [...c.filter] }),
      waves(c.x, 1.3),
      waves(outputOf(c), 1.7),
    ),
  ),
  ResizeNearestNeighbor: resized(tf.image.resizeNearestNeighbor),
  ResizeBilinear: resized(tf.image.resizeBilinear),
  DepthToSpace: [
    of(u => tf.depthToSpace(u as tf.Tensor4D, 2), waves([2, 3, 2, 8], 1.3)),
    of(u => tf.depthToSpace(u as tf.Tensor4D, 3), waves([1, 1, 2, 9], 1.3)),
    // The cpu backend has it for channels that stand last only: entry (row i, column j) of the block is channel 2i + j.
    {
      op: u => tf.depthToSpace(u as tf.Tensor4D, 2, 'NCHW'),
      inputs: [reals([1, 2, 3, 4, 5, 6, 7, 8], [1, 4, 1, 2])],
      expected: [{ shape: [1, 1, 2, 4], dtype: 'float32', values: [1, 3, 2, 4, 5, 7, 6, 8] }],
    },
  ],
  FlipLeftRight: [of(u => tf.image.flipLeftRight(u as tf.Tensor4D), waves([2, 3, 4, 2], 1.3))],
  FusedBatchNorm: [
    of((u, m, v) => tf.batchNorm(u, m, tf.abs(v)), waves([2, 3, 2], 1.3), bias, waves([2], 2.2)),
    of(
      (u, m, v, b, s) => tf.batchNorm(u, m, tf.abs(v), b, s, 0.01),
      waves([2, 2, 3, 2], 1.3),
      bias,
      waves([2], 2.2),
      waves([2], 3.1),
      waves([2], 0.4),
    ),
    of((u, m, v, s) => tf.batchNorm(u, m, tf.abs(v), undefined, s), waves([5, 2], 1.3), bias, waves([2], 2.2), waves([2], 0.4)),
  ],
  _FusedMatMul: [
    ...fused(
      activation => (a, b, c) => tf.fused.matMul({ a, b, bias: c, activation, transposeB: true, leakyreluAlpha: 0.3 }),
      waves([3, 4], 1.3),
      waves([2, 4], 2.1),
      bias,
    ),
    of(
      (a, b, c) => tf.fused.matMul({ a: a, b: b, activation: 'prelu', preluActivationWeights: c }),
      waves([2, 3, 4], 1.3),
      waves([2, 4, 2], 2.1),
      bias,
    ),
  ],
  FusedConv2D: fused(
    activation => (x, filter, c) =>
      tf.fused.conv2d({
        x: x as tf.Tensor4D,
        filter: filter as tf.Tensor4D,
        strides: 2,
        pad: 'same',
        bias: c,
        activation,
        leakyreluAlpha: 0.3,
      }),
    waves([2, 5, 4, 3], 1.3),
    waves([3, 3, 3, 2], 2.1),
    bias,
  ),
  FusedDepthwiseConv2D: fused(
    activation => (x, filter, c) =>
      tf.fused.depthwiseConv2d({
        x: x as tf.Tensor4D,
        filter: filter as tf.Tensor4D,
        strides: 1,
        pad: 'valid',
        bias: c,
        activation,
        leakyreluAlpha: 0.3,
      }),
    waves([2, 5, 4, 2], 1.3),
    waves([3, 2, 2, 1], 2.1),
    bias,
  ),
}
