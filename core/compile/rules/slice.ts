import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'

/** The block of x that begins at `begin` and has shape `size`. */
export const slice = (g: Recorder, x: Value, begin: readonly number[], size: readonly number[]): Value => {
  if (size.every((d, i) => d === x.shape[i])) return x
  return g.add('Slice', [x, g.integers(begin), g.integers(begin.map((b, i) => b + size[i]!))], size, x.type)
}
