import { Matrix } from 'ml-matrix'
import { hostTensor, type HostTensor } from '../../../core/host.ts'
import { key } from '../../../core/key.ts'

/** A basis of the span of the columns (Zu)₊ over all u: unit directions u as rows [p, d_z], and the columns Φ [n, p]. */
export interface ReluFeatures {
  readonly directions: readonly (readonly number[])[]
  readonly columns: HostTensor
}

/**
 * Sampled: of 40n + 2n + 2d_z directions (normal, ± rows of Z, ± axes) the one whose column is farthest from the span so far is taken, relative to
 * its length, until none is farther than 1e-9. The rank of the span is at most n and, for rows in general position, reaches it.
 */
export function reluFeatures({ values, shape }: HostTensor): ReluFeatures {
  const [n, d] = shape as [number, number]
  const Z = Matrix.from1DArray(n, d, Array.from(values))
  const drawn = key(0)
    .fold('relu features')
    .normal(40 * n * d)
  const normal = Array.from({ length: 40 * n }, (_, i) => Array.from(drawn.subarray(i * d, (i + 1) * d)))
  const axes = Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => (i === j ? 1 : 0)))
  const fixed = [...axes, ...Z.to2DArray()].flatMap(u => [u, u.map(x => -x)])
  const candidates = [...fixed, ...normal].map(unit).filter(u => u !== null)
  const columnOf = (u: readonly number[]): number[] => Z.mmul(Matrix.columnVector([...u])).to1DArray().map(t => Math.max(t, 0)) // prettier-ignore
  const columns = candidates.map(columnOf)
  const lengths = columns.map(c => Math.hypot(...c))
  const rest = columns.map((c, i) => c.map(x => (lengths[i]! > 0 ? x / lengths[i]! : 0)))
  const chosen: number[] = []
  while (chosen.length < n) {
    const sizes = rest.map(r => Math.hypot(...r))
    const at = sizes.indexOf(Math.max(...sizes))
    if (sizes[at]! <= 1e-9) break
    chosen.push(at)
    const e = rest[at]!.map(x => x / sizes[at]!)
    rest.forEach(r => {
      const along = r.reduce((s, x, i) => s + x * e[i]!, 0)
      for (let i = 0; i < n; i++) r[i]! -= along * e[i]!
    })
  }
  return {
    directions: chosen.map(i => candidates[i]!),
    columns: hostTensor(Array.from({ length: n }, (_, r) => chosen.map(i => columns[i]![r]!)).flat(), [n, chosen.length]),
  }
}

const unit = (u: readonly number[]): readonly number[] | null => {
  const length = Math.hypot(...u)
  return length > 0 ? u.map(x => x / length) : null
}
