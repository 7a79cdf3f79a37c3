import { boxLeastSquares, type BoxLeastSquares } from '../solvers/box-least-squares.ts'
import type { Arrangement } from './arrangement.ts'

type Rows = readonly Float64Array[]

/** Vertices p = XᵀD1 of Zon(X) = {Xᵀs : s ∈ [0, 1]ⁿ}, one a pattern D of the arrangement of X; 0 where X has no rows. */
export const vertices = (rows: Rows, d: number, { patterns }: Pick<Arrangement, 'patterns'>): Float64Array[] =>
  patterns.map(pattern => {
    const p = new Float64Array(d)
    rows.forEach((row, i) => {
      if (pattern[i]) for (let k = 0; k < d; k++) p[k]! += row[k]!
    })
    return p
  })

/** 1ᵀ(Xu)₊, the support function of Zon(X) at u. */
export const support = (rows: Rows, u: Float64Array): number =>
  rows.reduce((sum, row) => sum + Math.max(0, row.reduce((s, x, k) => s + x * u[k]!, 0)), 0) // prettier-ignore

/** The vertex of Zon(X) that is farthest in direction u. */
export function vertexAt(rows: Rows, u: Float64Array): Float64Array {
  const p = new Float64Array(u.length)
  for (const row of rows) {
    if (row.reduce((s, x, k) => s + x * u[k]!, 0) > 0) for (let k = 0; k < p.length; k++) p[k]! += row[k]!
  }
  return p
}

export interface Excess extends BoxLeastSquares {
  /** The vertex farthest from the other zonotope. */
  readonly p: Float64Array
}
/**
 * max over u, ‖u‖ ≤ 1, of h_P(u) − h_B(u) for the zonotope P of these vertices and that of the rows B: the largest distance of a vertex
 * from Zon(B), a box least squares each. It is attained at u = residual/distance; the maximum is 0 where P lies inside.
 */
export function excess(points: readonly Float64Array[], rows: Rows): Excess {
  const all = points.map(p => ({ p, ...boxLeastSquares(rows, p) }))
  return all.reduce((worst, next) => (next.distance > worst.distance ? next : worst))
}
