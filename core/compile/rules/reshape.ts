import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'

/** x in another shape; a chain of reshapes is one. */
export const reshape = (g: Recorder, x: Value, shape: readonly number[]): Value => {
  if (x.shape.length === shape.length && x.shape.every((d, i) => d === shape[i])) return x
  const producer = g.producerOf(x)
  const source = producer?.op === 'Reshape' ? producer.inputs[0]! : x
  if (source.shape.length === shape.length && source.shape.every((d, i) => d === shape[i])) return source
  return g.add('Reshape', [source, g.integers(shape)], shape, x.type)
}
