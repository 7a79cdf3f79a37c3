import * as tf from '@tensorflow/tfjs'
import { int } from '../core/config/options.ts'
import type { Game } from '../core/contract.ts'
import { key } from '../core/key.ts'
import { scalar } from '../core/scalar.ts'
import { hostLeaves } from '../core/tree.ts'

/** The option of metrics that average over evaluation draws, which are the same at every measured step of a run. */
export const drawsOption = int('m', 4, 'evaluation draws averaged; games without randomness take one', { min: 1, max: 256 })

/** Evaluation draws worth making: one where the game draws nothing. */
export const drawsOf = (game: Game, draws: number): number => (hostLeaves(game.sample(key(0))).length === 0 ? 1 : draws)

/** The mean of tensors of one shape. */
export const meanOf = (tensors: readonly tf.Tensor[]): tf.Tensor =>
  tensors.length === 1 ? tensors[0]! : tensors.reduce((a, b) => tf.add(a, b)).mul(scalar(1 / tensors.length))
