/** When each run of many side by side first comes near 0. */
import * as tf from '@tensorflow/tfjs'
import type { Optimizer } from '../../../core/contract.ts'
import type { StateData } from '../../../core/engine.ts'
import { scalar } from '../../../core/scalar.ts'
import { unflatten } from '../../../core/tree.ts'
import type { Shape } from './side-by-side.ts'

interface State {
  readonly inner: unknown
  /** Steps made. */
  readonly k: tf.Tensor
  /** Of each cell: the first step with ‖z‖² < ε; −1 from where it was above the bound before; 0 where neither was yet. [R, G] */
  readonly passed: tf.Tensor
}

/** The optimizer, which is not changed by it, with the steps of first passage in its state. */
export const firstPassage = (
  inner: Optimizer<unknown, 'field'>,
  [R, G, d]: Shape,
  { ε, bound }: { readonly ε: number; readonly bound: number },
): Optimizer<State, 'field'> => ({
  init: view => ({ inner: inner.init(view), k: scalar(0), passed: tf.zeros([R, G]) }),
  ...(inner.phase ? { phase: inner.phase.bind(inner) } : {}),
  step: (view, { inner: s, k, passed }, phase) => {
    const next = inner.step(view, s, phase)
    const squares = inner.visited!(next).iterate.points.map(x => tf.sum(tf.square(x.tensor.reshape([R, G, d])), 2))
    const square = squares.reduce((p, q) => tf.add(p, q))
    const now = tf.add(k, scalar(1))
    const open = tf.equal(passed, scalar(0))
    const out = tf.where(tf.greater(square, scalar(bound)), scalar(-1), scalar(0))
    return { inner: next, k: now, passed: tf.where(open, tf.where(tf.less(square, scalar(ε)), now, out), passed) }
  },
  answer: ({ inner: s }) => inner.answer(s),
})

/** The first passages in a state: of each run the least over its cells, Infinity where there is none. */
export function passages({ form, leaves }: StateData, [R, G]: Shape): number[] {
  const hosts = leaves.map(leaf => Float64Array.from(leaf))
  const { passed } = unflatten(form, hosts) as { passed: Float64Array }
  return Array.from({ length: R }, (_, r) =>
    passed.subarray(r * G, (r + 1) * G).reduce((least, k) => (k > 0 ? Math.min(least, k) : least), Infinity),
  )
}
