import * as tf from '@tensorflow/tfjs'
import { compose, type Layer } from './layer.ts'

/** x ↦ shortcut(x) + branch(x); without a shortcut x + branch(x). He et al., arXiv:1512.03385, (1) and (2). */
export const residual = (branch: Layer, shortcut?: Layer): Layer =>
  shortcut
    ? compose(
        { shortcut, branch },
        ([s, f]) =>
          x =>
            tf.add(s!(x), f!(x)),
      )
    : compose(
        { branch },
        ([f]) =>
          x =>
            tf.add(x, f!(x)),
      )
