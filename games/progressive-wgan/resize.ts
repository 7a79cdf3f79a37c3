import * as tf from '@tensorflow/tfjs'

/** Means over squares of factor × factor pixels: [b, h, w, c] → [b, h/factor, w/factor, c]. */
export function pool(x: tf.Tensor4D, factor: number): tf.Tensor4D {
  if (factor === 1) return x
  const [, h, w, c] = x.shape
  const lines = tf.mean(x.reshape([-1, h / factor, factor, w * c]), 2)
  return tf.mean(lines.reshape([-1, h / factor, w / factor, factor, c]), 3)
}

/** Every pixel as a square of factor × factor pixels: [b, h, w, c] → [b, h·factor, w·factor, c]. */
export function upsample(x: tf.Tensor4D, factor: number): tf.Tensor4D {
  if (factor === 1) return x
  const [, h, w, c] = x.shape
  const wide = tf.tile(x.reshape([-1, 1, c]), [1, factor, 1]).reshape([-1, 1, w * factor * c])
  return tf.tile(wide, [1, factor, 1]).reshape([-1, h * factor, w * factor, c])
}
