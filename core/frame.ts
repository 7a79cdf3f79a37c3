import * as tf from '@tensorflow/tfjs'
import type { HostTensor } from './host.ts'

/** A number the host supplies anew each step (a step size, a schedule): `value(k)` for step number k = 0, 1, …. */
export interface Feed {
  /** Unique in a run; asking twice in one step gives the same tensor. */
  readonly id: string
  value(k: number): number
}

/** One loop whose length depends on values (`iterate`), on a flat list of tensors. */
export interface FrameLoop {
  readonly max: number
  readonly carry: readonly tf.Tensor[]
  body(carry: readonly tf.Tensor[]): readonly tf.Tensor[]
  /** A boolean or 0/1 scalar; the loop ends when it is true. Looked at before each pass. */
  until(carry: readonly tf.Tensor[]): tf.Scalar
}

/**
 * Where a step runs: symbolically in a trace, or eagerly on a backend. What a step may take from outside goes through here,
 * so that the same step gives the same result in both.
 */
export interface Frame {
  /** A constant, in the precision of the run. */
  lift(host: HostTensor): tf.Tensor
  feed(feed: Feed): tf.Scalar
  /** The next minibatch, latent, … of this step: one tensor a leaf of the draw. */
  draw(): readonly tf.Tensor[]
  /** The run's starting points, one flat vector a player. */
  start(): readonly tf.Tensor1D[]
  loop(loop: FrameLoop): readonly [readonly tf.Tensor[], tf.Scalar]
}

let current: Frame | null = null

/** Runs `body` with `frame` as the present frame. Not re-entrant across `await`: `body` is synchronous. */
export function within<T>(frame: Frame, body: () => T): T {
  const outer = current
  current = frame
  try {
    return body()
  } finally {
    current = outer
  }
}

/** The present frame; outside a run an error that says so. */
export function frame(): Frame {
  if (!current) throw new Error('a step size or a sample was asked for outside a step: run it through `run` or `eager`')
  return current
}

/** A constant for use inside a loss or a step: exact in a float64 program, float32 on an eager backend. */
export function lift(host: HostTensor): tf.Tensor {
  if (current) return current.lift(host)
  return tf.tensor(Float32Array.from(host.values), [...host.shape], 'float32')
}
