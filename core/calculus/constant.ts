import * as tf from '@tensorflow/tfjs'

/**
 * What `f` returns, off the tape: differentiation stops there, at every order, and leaves no zeros to carry about.
 * (A custom gradient of no inputs: whatever `f` reads from outside is a constant to the engine.)
 */
export function constant<T extends tf.Tensor>(f: () => T): T {
  return tf.customGrad(() => ({ value: f(), gradFunc: () => [] }))()
}

/**
 * x as a value, with derivative zero. A game whose loss uses it follows a semi-gradient: its field is no longer the gradient
 * of its losses, and it must say so (`claims.semiGradient`).
 */
export const stopGradient = <T extends tf.Tensor>(x: T): T => constant(() => x.clone())
