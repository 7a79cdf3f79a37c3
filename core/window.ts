import type * as tf from '@tensorflow/tfjs'

/** One number along the height of a picture, one along its width. */
export type Pair = readonly [number, number]
export const pairOf = (f: (axis: 0 | 1) => number): Pair => [f(0), f(1)]

/**
 * Where the windows of a convolution or of a pooling stand. Along each axis of a picture, output o and tap t meet at entry
 * o·stride + t·dilation − before, and `after` is how far the last window reaches beyond the end; below zero, how many entries at
 * the end are never read.
 */
export interface Windows {
  readonly input: Pair
  readonly outputs: Pair
  readonly taps: Pair
  readonly stride: Pair
  readonly dilation: Pair
  readonly before: Pair
  readonly after: Pair
}

/** The windows that TensorFlow.js computes from strides, padding and rounding. Throws where not one fits. */
export function windowsOf(kernel: string, c: tf.backend_util.Conv2DInfo): Windows {
  if (c.outHeight < 1 || c.outWidth < 1)
    throw new Error(`the kernel ${kernel} on pictures of ${c.inHeight} × ${c.inWidth} has no output: its window does not fit`)
  const input: Pair = [c.inHeight, c.inWidth]
  const outputs: Pair = [c.outHeight, c.outWidth]
  const stride: Pair = [c.strideHeight, c.strideWidth]
  const reach: Pair = [c.effectiveFilterHeight, c.effectiveFilterWidth]
  const before: Pair = [c.padInfo.top, c.padInfo.left]
  return {
    input,
    outputs,
    taps: [c.filterHeight, c.filterWidth],
    stride,
    dilation: [c.dilationHeight, c.dilationWidth],
    before,
    after: pairOf(i => (outputs[i] - 1) * stride[i] + reach[i] - input[i] - before[i]),
  }
}

/** Zeros that the last window needs beyond the end. */
export const paddedAfter = ({ after }: Windows): Pair => pairOf(i => Math.max(0, after[i]))
/** Entries at the end that no window reads. */
export const unread = ({ after }: Windows): Pair => pairOf(i => Math.max(0, -after[i]))
/** The same where they are a stride or more, else none: ONNX passes over less than a stride of itself. */
export const cutOff = (w: Windows): Pair => pairOf(i => (unread(w)[i] < w.stride[i] ? 0 : unread(w)[i]))

/** Weights [to, from], row by row: each of `to` windows takes the mean of the entries that it covers, padding left out. */
export function averagingWeights(from: number, to: number, taps: number, stride: number, before: number): Float64Array {
  const weights = new Float64Array(to * from)
  for (let o = 0; o < to; o++) {
    const first = Math.max(0, o * stride - before)
    const end = Math.min(from, o * stride - before + taps)
    weights.fill(1 / (end - first), o * from + first, o * from + end)
  }
  return weights
}
