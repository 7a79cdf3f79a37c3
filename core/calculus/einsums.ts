import * as tf from '@tensorflow/tfjs'
import { einsteinOf } from '../einstein.ts'
import { attribute, type Rule } from './rule.ts'

/** A tensor whose axes have names. */
interface Term {
  readonly x: tf.Tensor
  readonly axes: readonly string[]
}

/** Summed over the axes that are not in `needed`: TensorFlow.js's einsum sums none that only one of its inputs has. */
function summed({ x, axes }: Term, needed: readonly string[]): Term {
  const gone = axes.flatMap((a, i) => (needed.includes(a) ? [] : [i]))
  return gone.length === 0 ? { x, axes } : { x: tf.sum(x, gone), axes: axes.filter(a => needed.includes(a)) }
}

/** Linear in each of its one or two inputs: backwards it is a sum of the same kind, spread over the axes that were summed away. */
export const einsums: readonly Rule[] = [
  {
    kernelName: 'Einsum',
    inputsToSave: ['0', '1'],
    gradFunc: (dy, inputs, attrs) => {
      const { terms, result } = einsteinOf(attribute(attrs, 'equation'))
      const by = (i: number): tf.Tensor => {
        const [own, other] = [terms[i]!, terms[1 - i]]
        const g: Term = { x: dy as tf.Tensor, axes: result }
        const h: Term | null = other ? { x: inputs[1 - i]!, axes: other } : null
        const left = summed(g, [...own, ...(h?.axes ?? [])])
        const right = h && summed(h, [...own, ...result])
        const present = own.filter(a => left.axes.includes(a) || (right?.axes.includes(a) ?? false))
        const tensors = right ? [left, right] : [left]
        const equation = `${tensors.map(t => t.axes.join('')).join(',')}->${present.join('')}`
        const all = tf.einsum(equation, ...tensors.map(t => t.x))
        const kept = inputs[i]!.shape.map((d, k) => (present.includes(own[k]!) ? d : 1))
        return tf.mul(tf.reshape(all, kept), tf.ones(inputs[i]!.shape))
      }
      return Object.fromEntries(inputs.map((_, i) => [String(i), () => by(i)]))
    },
  },
]
