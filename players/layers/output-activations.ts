import * as tf from '@tensorflow/tfjs'
import type { Activation } from './activations.ts'

/** What a network may apply to its outputs. */
export const outputNames = ['none', 'tanh', 'sigmoid'] as const
export type OutputName = (typeof outputNames)[number]

/** y ↦ ψ(y), entry by entry. */
export const outputActivations: Readonly<Record<OutputName, Activation>> = { none: y => y, tanh: tf.tanh, sigmoid: tf.sigmoid }
