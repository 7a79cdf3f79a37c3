import * as tf from '@tensorflow/tfjs'
import type { Mend } from './convolution.ts'

type Pool = Parameters<typeof tf.backend_util.computePool2DInfo>
type Frame = [[number, number], [number, number], [number, number], [number, number]]

/**
 * Pooling of TensorFlow.js's native backend (tfjs-node 4.22) with a padding that is given in numbers, which it refuses: `pooled` is given
 * a function that frames pictures [b, height, width, c], without what no window reads, and the plain kernel on framed pictures.
 */
const framed =
  (
    pooled: (x: tf.Tensor, frame: (x: tf.Tensor, value: number) => tf.Tensor, pool: (x: tf.Tensor) => tf.Tensor) => tf.Tensor,
  ): Mend =>
  plain =>
  call => {
    const { inputs, attrs } = call
    if (attrs!.pad === 'valid' || attrs!.pad === 'same') return plain(call)
    const { dimRoundingMode, ...others } = attrs!
    const x = inputs.x as tf.Tensor
    const { padInfo, ...w } = tf.backend_util.computePool2DInfo(
      x.shape as Pool[0],
      attrs!.filterSize as Pool[1],
      attrs!.strides as Pool[2],
      1,
      attrs!.pad as Pool[4],
      dimRoundingMode as Pool[5],
    )
    const rows = (w.outHeight - 1) * w.strideHeight + w.effectiveFilterHeight
    const columns = (w.outWidth - 1) * w.strideWidth + w.effectiveFilterWidth
    const after = [rows - padInfo.top - w.inHeight, columns - padInfo.left - w.inWidth].map(n => Math.max(0, n))
    const frame: Frame = [
      [0, 0],
      [padInfo.top, after[0]!],
      [padInfo.left, after[1]!],
      [0, 0],
    ]
    const framing = (t: tf.Tensor, value: number): tf.Tensor =>
      tf.slice(tf.pad(t, frame, value), 0, [t.shape[0], rows, columns, t.shape[3]!])
    const pool = (t: tf.Tensor): tf.Tensor =>
      plain({ ...call, inputs: { x: t }, attrs: { ...others, pad: 'valid' } }) as tf.Tensor
    return tf.tidy(() => pooled(x, framing, pool))
  }

/** The largest entry: a frame of −∞ is never one. The mean of the entries that a window covers, its frame left out: Σx/Σ1. */
export const poolingMends: Readonly<Record<string, Mend>> = {
  MaxPool: framed((x, frame, pool) => pool(frame(x, -Infinity))),
  AvgPool: framed((x, frame, pool) => tf.div(pool(frame(x, 0)), pool(frame(tf.onesLike(x), 0)))),
}
