import * as tf from '@tensorflow/tfjs'
import type { StrategySet } from '../contract.ts'
import { asTensor, product, type Scalar } from '../scalar.ts'
import { proximalStep } from './step.ts'

/** The function weight·‖x‖₁: prox moves every entry by η·weight towards 0 and stops there. Throws where weight is not ≥ 0. */
export function l1(weight: number): StrategySet {
  if (!(Number.isFinite(weight) && weight >= 0)) throw new Error(`l1: weight must be a finite number ≥ 0, got ${weight}`)
  const prox: StrategySet['prox'] = (x, η) => {
    const threshold: Scalar = product(η, weight)
    return x.map(
      v => tf.sub(v, tf.minimum(tf.maximum(v, tf.neg(asTensor(threshold))), asTensor(threshold))),
      v => v - Math.min(Math.max(v, -(threshold as number)), threshold as number),
    )
  }
  return { name: `l1[weight=${weight}]`, kind: 'function', convex: true, separable: true, prox, mirror: proximalStep(prox) }
}
