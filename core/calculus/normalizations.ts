import * as tf from '@tensorflow/tfjs'
import { attribute, sumTo, type Rule } from './rule.ts'

export const normalizations: readonly Rule[] = [
  // y = (x − μ)/√(v + ε)·γ + β, γ and β of the shape of μ where they are given at all.
  {
    kernelName: 'FusedBatchNorm',
    inputsToSave: ['x', 'mean', 'variance', 'scale'],
    gradFunc: (dy, [x, μ, v, γ], attrs) => {
      const g = dy as tf.Tensor
      const deviation = (): tf.Tensor => tf.sqrt(tf.add(v!, attribute<number>(attrs, 'varianceEpsilon')))
      const normal = (): tf.Tensor => tf.div(tf.sub(x!, μ!), deviation())
      const dx = (): tf.Tensor => tf.div(γ ? tf.mul(g, γ) : g, deviation())
      return {
        x: dx,
        mean: () => sumTo(tf.neg(dx()), μ!.shape),
        // −½ (x − μ)(v + ε)^−3/2
        variance: () => sumTo(tf.mul(tf.div(tf.mul(dx(), normal()), deviation()), -0.5), v!.shape),
        scale: () => sumTo(tf.mul(g, normal()), μ!.shape),
        offset: () => sumTo(g, μ!.shape),
      }
    },
  },
]
