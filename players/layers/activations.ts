import * as tf from '@tensorflow/tfjs'

/** x ↦ φ(x), entry by entry. Every one has a derivative of any order (core/calculus) and can be compiled. */
export type Activation = (x: tf.Tensor) => tf.Tensor

/** What hidden layers may apply. The slope is that of `leaky-relu` below zero. */
const table = {
  'relu': () => tf.relu,
  'leaky-relu': slope => x => tf.leakyRelu(x, slope),
  'tanh': () => tf.tanh,
  'softplus': () => tf.softplus,
  'elu': () => tf.elu,
  'sigmoid': () => tf.sigmoid,
} as const satisfies Readonly<Record<string, (slope: number) => Activation>>

/** One of `activationNames`. */
export type ActivationName = keyof typeof table

/** Names of the activations, in the order of the documentation. */
export const activationNames = Object.keys(table) as readonly ActivationName[]

/**
 * max(x, 0) · max(x, slope·x) · tanh x · ln(1 + eˣ) · x or eˣ − 1 below zero · 1/(1 + e⁻ˣ).
 *
 * @param slope of `leaky-relu` below zero, from 0 to 1
 */
export const activation = (name: ActivationName, slope = 0.2): Activation => table[name](slope)
