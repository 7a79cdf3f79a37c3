import * as tf from '@tensorflow/tfjs'
import type { Rule } from './rule.ts'

/**
 * Ops of TensorFlow.js that bring a gradient of their own which is wrong: one uses an input that has been freed by then, one
 * saves an intermediate result that is on no tape. The engine knows such an op by the name of its scope, and the repaired tape
 * (tape.ts) gives the rule the op's inputs.
 */
export const composites: readonly Rule[] = [
  {
    kernelName: 'logSigmoid__op',
    gradFunc: (dy, [x]) => ({ 0: () => tf.mul(dy as tf.Tensor, tf.sigmoid(tf.neg(x!))) }),
  },
  // −⟨p, ln softmax(x)⟩ along the last axis, p the labels, x the logits.
  {
    kernelName: 'softmaxCrossEntropy__op',
    gradFunc: (dy, [p, x]) => {
      const each = tf.expandDims(dy as tf.Tensor, -1)
      return {
        0: () => tf.mul(each, tf.neg(tf.logSoftmax(x!))),
        1: () => tf.mul(each, tf.sub(tf.mul(tf.softmax(x!), tf.sum(p!, -1, true)), p!)),
      }
    },
  },
]
