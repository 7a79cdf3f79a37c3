import type * as tf from '@tensorflow/tfjs'
import { Point } from './point.ts'
import type { Mixture } from './mixture.ts'
import { asTensor } from './scalar.ts'
import type { LeafEntries } from './engine.ts'
import type { Layout } from './point.ts'

/** The form of an answer: each player's atoms by layout. */
export type AnswerForm = readonly (readonly Layout[])[]

/** An answer as a list of tensors: for each player its atoms, then their weights. */
export function answerTensors(answer: readonly Mixture[]): { form: AnswerForm; tensors: tf.Tensor[] } {
  return {
    form: answer.map(m => m.atoms.map(a => a.layout)),
    tensors: answer.flatMap(m => [...m.atoms.map(a => a.tensor as tf.Tensor), ...m.weights.map(w => asTensor(w) as tf.Tensor)]),
  }
}

/** The answer on the host, in double precision; atoms of weight 0 are left out. */
export function hostAnswer(form: AnswerForm, entries: readonly LeafEntries[]): Mixture[] {
  let next = 0
  const take = (): Float64Array => Float64Array.from(entries[next++]!)
  return form.map(layouts => {
    const atoms = layouts.map(layout => new Point(layout, take()))
    const weights = layouts.map(() => take()[0]!)
    const kept = atoms.map((atom, i) => ({ atom, weight: weights[i]! })).filter(a => a.weight !== 0)
    return { atoms: kept.map(a => a.atom), weights: kept.map(a => a.weight) }
  })
}
