import * as tf from '@tensorflow/tfjs'
import type { StrategySet } from '../contract.ts'
import { proximalStep } from './step.ts'

const prox: StrategySet['prox'] = x =>
  x.map(
    v => tf.maximum(v, 0),
    v => Math.max(v, 0),
  )

/** x ≥ 0, entry by entry. */
export const orthant: StrategySet = {
  name: 'orthant',
  kind: 'set',
  convex: true,
  separable: true,
  prox,
  mirror: proximalStep(prox),
  violation: x => x.reduce((most, v) => Math.max(most, -v), 0),
}
