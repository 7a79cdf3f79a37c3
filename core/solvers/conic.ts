import type { Cone } from './cone.ts'
import type { Columns, Entry } from './sparse.ts'

/** min cᵀx + ½xᵀPx s.t. s = b − Ax ∈ K, in SCS's form; P by its upper triangle. */
export interface Conic {
  readonly c: readonly number[]
  readonly P: readonly Entry[]
  readonly A: Columns
  readonly b: readonly number[]
  readonly cones: readonly Cone[]
}

/** A point of a conic program: x, and over the rows its duals y. */
export interface ConePoint {
  readonly x: Float64Array
  readonly y: Float64Array
}

/** A point that a method came to, and its estimated floating-point operations: those of its factors, dense. */
export interface Reached extends ConePoint {
  readonly flops: number
}

/** Px of P given by its upper triangle. */
export function symmetricTimes(P: readonly Entry[], x: Float64Array): Float64Array {
  const out = new Float64Array(x.length)
  for (const [i, j, p] of P) {
    out[i]! += p * x[j]!
    if (i !== j) out[j]! += p * x[i]!
  }
  return out
}
