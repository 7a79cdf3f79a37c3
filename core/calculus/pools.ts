import * as tf from '@tensorflow/tfjs'
import { lift } from '../frame.ts'
import { hostTensor } from '../host.ts'
import { averagingWeights, windowsOf, type Windows } from '../window.ts'
import { constant } from './constant.ts'
import { alongPicture } from './resizes.ts'
import { attribute, type Rule } from './rule.ts'
import { spread } from './spreading.ts'

type Info = Parameters<typeof tf.backend_util.computePool2DInfo>

const poolingOf = (kernel: string, x: tf.Tensor, attrs: tf.NamedAttrMap): Windows =>
  windowsOf(
    kernel,
    tf.backend_util.computePool2DInfo(
      x.shape as Info[0],
      attribute(attrs, 'filterSize'),
      attribute(attrs, 'strides'),
      1,
      attribute(attrs, 'pad'),
      attribute(attrs, 'dimRoundingMode'),
    ),
  )

/**
 * For each tap of the windows of x [N, H, W, C], where it is the window's largest entry (the first of those that tie, as in
 * TensorFlow.js): [N, outputs…, C] of ones and zeros. Constant to differentiation.
 */
function picks(
  x: tf.Tensor4D,
  y: tf.Tensor,
  w: Windows,
  size: readonly [number, number],
): { at: [number, number]; picked: tf.Tensor }[] {
  const [n, , , channels] = x.shape
  const beyond = size.map((d, i): [number, number] => [w.before[i]!, d - w.before[i]! - w.input[i]!])
  const padded = tf.pad(x, [[0, 0], ...beyond, [0, 0]] as [number, number][], -Infinity)
  let free: tf.Tensor = tf.onesLike(y)
  return Array.from({ length: w.taps[0] * w.taps[1] }, (_, t): [number, number] => [
    Math.floor(t / w.taps[1]),
    t % w.taps[1],
  ]).map(at => {
    const end = at.map((a, i) => a + (w.outputs[i]! - 1) * w.stride[i]! + 1)
    const entries = tf.stridedSlice(padded, [0, ...at, 0], [n, ...end, channels], [1, ...w.stride, 1])
    const picked = tf.mul(free, tf.cast(tf.equal(entries, y), 'float32'))
    free = tf.sub(free, picked)
    return { at, picked }
  })
}

/** The largest entry and the mean of windows, [N, H, W, C]. */
export const pools: readonly Rule[] = [
  {
    kernelName: 'MaxPool',
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, [x, y], attrs) => ({
      x: () => {
        const w = poolingOf('MaxPool', x!, attrs)
        const [n, height, width, channels] = x!.shape as [number, number, number, number]
        const size: [number, number] = [
          height + w.before[0] + Math.max(0, w.after[0]),
          width + w.before[1] + Math.max(0, w.after[1]),
        ]
        const taken = constant(() => tf.stack(picks(x as tf.Tensor4D, y!, w, size).map(p => p.picked)))
        const parts = tf.unstack(tf.mul(tf.expandDims(dy as tf.Tensor, 0), taken))
        const whole = parts.map((part, t) =>
          spread(part, [0, Math.floor(t / w.taps[1]), t % w.taps[1], 0], [1, ...w.stride, 1], [n, ...size, channels]),
        )
        return tf.slice(tf.addN(whole), [0, ...w.before, 0], x!.shape)
      },
    }),
  },
  // An averaging matrix acts along each axis; backwards its transpose does.
  {
    kernelName: 'AvgPool',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const w = poolingOf('AvgPool', x!, attrs)
        const weights = ([0, 1] as const).map(i => {
          const [from, to] = [w.input[i], w.outputs[i]]
          return () => lift(hostTensor(averagingWeights(from, to, w.taps[i], w.stride[i], w.before[i]), [to, from]))
        })
        return alongPicture(dy as tf.Tensor, weights[0]!(), weights[1]!(), true)
      },
    }),
  },
]
