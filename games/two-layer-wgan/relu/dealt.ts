import { dot, norm } from '../../../core/vector.ts'
import type { Rows } from './zonotopes.ts'

const cosine = (x: Float64Array, y: Float64Array): number => {
  const lengths = norm(x) * norm(y)
  return lengths > 0 ? dot(x, y) / lengths : 0
}

/**
 * Rows with the zonotope of X, as many as those of `like`: each real row is dealt to one of them or more, in equal parts, which point as nearly as may be the
 * way of those in `like`. Parallel rows of one sign make the zonotope of their sum. Null where X has more rows.
 */
export function dealt(X: Rows, like: Rows): Float64Array[] | null {
  if (X.length > like.length) return null
  const pairs = like.flatMap((g, i) => X.map((x, j) => ({ i, j, near: cosine(g, x) }))).sort((a, b) => b.near - a.near)
  const to = new Map<number, number>()
  const taken = new Set<number>()
  for (const { i, j } of pairs) {
    if (to.has(i) || taken.has(j)) continue
    to.set(i, j)
    taken.add(j)
  }
  for (const { i, j } of pairs) if (!to.has(i)) to.set(i, j)
  const shares = X.map((_, j) => [...to.values()].filter(k => k === j).length)
  return like.map((_, i) => X[to.get(i)!]!.map(x => x / shares[to.get(i)!]!))
}
