import * as tf from '@tensorflow/tfjs'
import { sizeOf } from '../host.ts'
import { attribute, indicator, sumTo, type Rule } from './rule.ts'

/** Sums, products and differences, along axes and with broadcasting. */
export const sums: readonly Rule[] = [
  {
    kernelName: 'SquaredDifference',
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b]) => ({
      a: () => sumTo(tf.mul(dy as tf.Tensor, tf.mul(2, tf.sub(a!, b!))), a!.shape),
      b: () => sumTo(tf.mul(dy as tf.Tensor, tf.mul(2, tf.sub(b!, a!))), b!.shape),
    }),
  },
  // The adjoint of a running sum runs the other way.
  {
    kernelName: 'Cumsum',
    gradFunc: (dy, _, attrs) => ({
      x: () =>
        tf.cumsum(
          dy as tf.Tensor,
          attribute(attrs, 'axis'),
          attribute(attrs, 'exclusive'),
          !attribute<boolean>(attrs, 'reverse'),
        ),
    }),
  },
  // ∂/∂xᵢ is the product of the others: of row i of a matrix that repeats x with its diagonal set to one. Memory n² for n factors.
  {
    kernelName: 'Prod',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const axes = tf.util.parseAxisParam(attribute<number | number[]>(attrs, 'axis'), x!.shape)
        const rest = x!.shape.map((_, i) => i).filter(i => !axes.includes(i))
        const order = [...rest, ...axes]
        const factors = tf.transpose(x!, order)
        const n = sizeOf(axes.map(i => x!.shape[i]!))
        const I = tf.eye(n)
        const others = tf.prod(tf.add(tf.mul(tf.reshape(factors, [-1, 1, n]), tf.sub(1, I)), I), -1)
        const dx = tf.reshape(tf.mul(tf.reshape(dy as tf.Tensor, [-1, 1]), others), factors.shape)
        return tf.transpose(
          dx,
          order.map((_, i) => order.indexOf(i)),
        )
      },
    }),
  },
  // ∂yᵢ/∂xₖ is the running product up to i of all but xₖ, where k has been met by then. Memory n² along the axis, as for Prod.
  {
    kernelName: 'Cumprod',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const axis = tf.util.parseAxisParam(attribute<number>(attrs, 'axis'), x!.shape)[0]!
        const [exclusive, reverse] = [attribute<boolean>(attrs, 'exclusive'), attribute<boolean>(attrs, 'reverse')]
        const n = x!.shape[axis]!
        const order = [...x!.shape.keys()].filter(i => i !== axis).concat(axis)
        const last = (t: tf.Tensor): tf.Tensor => tf.reshape(tf.transpose(t, order), [-1, 1, n])
        const I = tf.eye(n)
        const others = tf.cumprod(tf.add(tf.mul(last(x!), tf.sub(1, I)), I), 2, exclusive, reverse)
        const met = indicator(() => {
          const [k, i] = [tf.reshape(tf.range(0, n), [n, 1]), tf.range(0, n)]
          const [early, late] = reverse ? [i, k] : [k, i]
          return exclusive ? tf.less(early, late) : tf.lessEqual(early, late)
        })
        const dx = tf.sum(tf.mul(last(dy as tf.Tensor), tf.mul(others, met)), 2)
        const moved = order.map(i => x!.shape[i]!)
        return tf.transpose(
          tf.reshape(dx, moved),
          order.map((_, i) => order.indexOf(i)),
        )
      },
    }),
  },
  // Batches that were repeated are summed.
  {
    kernelName: 'BatchMatMul',
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b], attrs) => {
      const tA = attribute<boolean>(attrs, 'transposeA')
      const tB = attribute<boolean>(attrs, 'transposeB')
      const g = dy as tf.Tensor
      return {
        a: () => sumTo(tA ? tf.matMul(b!, g, tB, true) : tf.matMul(g, b!, false, !tB), a!.shape),
        b: () => sumTo(tB ? tf.matMul(g, a!, true, tA) : tf.matMul(a!, g, !tA, false), b!.shape),
      }
    },
  },
]
