import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'

/** x with its axes in another order: axis i is axis order[i] of x. A chain of transposes is one, and none where it undoes itself. */
export const transpose = (g: Recorder, x: Value, order: readonly number[]): Value => {
  const producer = g.producerOf(x)
  const chained = producer?.op === 'Transpose'
  const source = chained ? producer.inputs[0]! : x
  const perm = chained ? order.map(i => (producer.attributes.perm as readonly number[])[i]!) : [...order]
  if (perm.every((p, i) => p === i)) return source
  return g.add(
    'Transpose',
    [source],
    perm.map(p => source.shape[p]!),
    source.type,
    { perm },
  )
}
