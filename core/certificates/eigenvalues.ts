import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import {
  entries,
  frobenius,
  middle,
  minus,
  point,
  pointMatrix,
  product,
  times,
  transpose,
  up,
  type IntervalMatrix,
} from './interval.ts'

/** Eigenvalues of a symmetric matrix with unit eigenvectors as rows, largest first; in doubles, nothing proven. */
export interface Eigen {
  readonly values: readonly number[]
  readonly vectors: readonly (readonly number[])[]
}
export function eigen(A: readonly (readonly number[])[]): Eigen {
  const { realEigenvalues: values, eigenvectorMatrix: V } = new EigenvalueDecomposition(new Matrix(A), {
    assumeSymmetric: true,
  })
  const order = values.map((_, i) => i).sort((i, j) => values[j]! - values[i]!)
  return { values: order.map(i => values[i]!), vectors: order.map(i => V.getColumn(i)) }
}

/**
 * A number below every eigenvalue of every symmetric matrix inside A: with A ≈ V diag(d) Vᵀ, however V and d were found, they are within
 * max|d|·‖VᵀV − I‖ + ‖A − V diag(d) Vᵀ‖ of the d (Ostrowski, Weyl).
 */
export function leastEigenvalue(A: IntervalMatrix): number {
  const { values, vectors } = eigen(A.map(row => row.map(middle)))
  const V = transpose(pointMatrix(vectors))
  const VD = entries(V, (v, _, k) => times(v, point(values[k]!)))
  const again = product(VD, transpose(V))
  const tilt = entries(product(transpose(V), V), (x, i, j) => minus(x, point(i === j ? 1 : 0)))
  const rest = entries(A, (a, i, j) => minus(a, again[i]![j]!))
  const largest = Math.max(...values.map(Math.abs))
  return Math.min(...values) - up(up(largest * frobenius(tilt)) + frobenius(rest)) - up(largest * 2 ** -52)
}

/** What a verifier that tries Cholesky's method in doubles may need beyond semidefiniteness, twice over. */
export const reserve = (A: IntervalMatrix): number =>
  2 * (2 * A.length + 16) * 2 ** -53 * A.reduce((total, row, i) => total + Math.abs(middle(row[i]!)), 0) + 2 ** -120
