import { dot } from '../vector.ts'
import { project, type Cone } from './cone.ts'
import { symmetricTimes, type Conic } from './conic.ts'

/** The conditions of an optimum at a point (x, y). */
export interface Conditions {
  /** Px + c + Aᵀy. */
  readonly stationarity: Float64Array
  /** s − Π_K(s − y), s = b − Ax. */
  readonly complementarity: Float64Array
  /** s − y. */
  readonly v: Float64Array
  readonly value: number
  /** The largest entry of both, each divided by 1 + the size of its terms. Of order √gap where the solution is not strictly complementary. */
  readonly residual: number
  /** The largest entry of stationarity and of the distances of s from K and of y from its dual, and |sᵀy| for 1 + |value|: what solvers stop at. */
  readonly off: number
}
export function conditions({ c, P, A, b, cones }: Conic, x: Float64Array, y: Float64Array): Conditions {
  const Px = symmetricTimes(P, x)
  const stationarity = Px.map((p, i) => p + c[i]!)
  const size = stationarity.map(Math.abs)
  const s = Float64Array.from(b)
  const spread = s.map(Math.abs)
  x.forEach((xj, j) => {
    for (let k = A.starts[j]!; k < A.starts[j + 1]!; k++) {
      const [i, a] = [A.rows[k]!, A.values[k]!]
      stationarity[j]! += a * y[i]!
      size[j]! += Math.abs(a * y[i]!)
      s[i]! -= a * xj
      spread[i]! += Math.abs(a * xj)
    }
  })
  /** The nearest point of these cones; entries of no cone stay. */
  const nearest = (u: Float64Array, of: readonly Cone[]): Float64Array => {
    const out = u.slice()
    for (const cone of of) project(cone, u, out)
    return out
  }
  const less = (u: Float64Array, w: Float64Array): Float64Array => u.map((x, i) => x - w[i]!)
  const v = less(s, y)
  const complementarity = less(s, nearest(v, cones))
  const relative = (r: Float64Array, scale: (i: number) => number): number =>
    r.reduce((worst, ri, i) => (Number.isFinite(ri) ? Math.max(worst, Math.abs(ri) / (1 + scale(i))) : NaN), 0)
  const still = relative(stationarity, i => size[i]!)
  const residual = Math.max(
    still,
    relative(complementarity, i => spread[i]! + Math.abs(y[i]!)),
  )
  const value = x.reduce((sum, xi, i) => sum + xi * (c[i]! + Px[i]! / 2), 0)
  const gap = Math.abs(dot(s, y)) / (1 + Math.abs(value))
  // The dual cone of an equation is the line.
  const inner = cones.filter(({ kind }) => kind !== 'zero')
  const off = Math.max(
    ...[still, gap],
    relative(less(s, nearest(s, cones)), i => spread[i]!),
    relative(less(y, nearest(y, inner)), i => Math.abs(y[i]!)),
  )
  return { stationarity, complementarity, v, value, residual, off }
}
