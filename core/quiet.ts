import * as tf from '@tensorflow/tfjs'

/**
 * TensorFlow.js greets whoever uses its own JavaScript backend in Node for the first time, five lines long, and has no option against
 * it but one that silences every warning. The backend is told that it has been used.
 */
export function quietCpu(): void {
  const cpu = tf.findBackend('cpu') as { firstUse?: boolean } | null
  if (cpu) cpu.firstUse = false
}
