import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { down, middle, radius, up, type IntervalMatrix } from './interval.ts'

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

/** At least √Σxᵢ² of doubles: n squares and sums are off by less than n + 2 units, and by what underflows. */
const norm = (x: Float64Array): number => {
  let sum = 0
  for (const a of x) sum += a * a
  return Math.sqrt(sum) * (1 + (x.length + 8) * 2 ** -53) + x.length * 2 ** -530
}

/**
 * A number below every eigenvalue of every symmetric matrix inside A: with A ≈ VᵀDV, D = diag(d), however V and d were found, they are within
 * max|d|·‖VVᵀ − I‖ + ‖A − VᵀDV‖ of the d (Ostrowski, Weyl). Products are of doubles: those of n terms are off by at most γ|X||Y|,
 * γ = nu/(1 − nu) < (n + 1)u, one more where d scales, and ‖|X||Y|‖ ≤ ‖X‖‖Y‖ in Frobenius's norm (Higham, Accuracy and Stability, 2002, 3.5).
 */
export function leastEigenvalue(A: IntervalMatrix, { values, vectors }: Eigen = eigen(A.map(row => row.map(middle)))): number {
  const n = A.length
  const [rows, columns, scaled] = [0, 1, 2].map(() => new Float64Array(n * n)) as [Float64Array, Float64Array, Float64Array]
  vectors.forEach((v, k) =>
    v.forEach((x, i) => {
      rows[k * n + i] = columns[i * n + k] = x
      scaled[i * n + k] = values[k]! * x
    }),
  )
  const tilt = productOf(rows, rows, n).map((x, at) => x - (at % (n + 1) === 0 ? 1 : 0))
  const again = productOf(scaled, columns, n)
  const rest = again.map((x, at) => middle(A[Math.floor(at / n)]![at % n]!) - x)
  const radii = Float64Array.from(again, (_, at) => radius(A[Math.floor(at / n)]![at % n]!))
  const u = 2 ** -53
  const [V, VD] = [norm(rows), norm(scaled)]
  const off = up(up(norm(tilt) * (1 + 2 ** -50)) + up((n + 1) * u * up(V * V)))
  const away = up(up(norm(rest) * (1 + 2 ** -50)) + up(up((n + 2) * u * up(V * VD)) + norm(radii)))
  const largest = Math.max(...values.map(Math.abs))
  return down(Math.min(...values) - up(up(largest * off) + away))
}

/** XYᵀ of square matrices row by row. */
function productOf(X: Float64Array, Y: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let k = 0; k < n; k++) sum += X[i * n + k]! * Y[j * n + k]!
      out[i * n + j] = sum
    }
  return out
}

/** What a verifier that tries Cholesky's method in doubles may need beyond semidefiniteness, twice over. */
export const reserve = (A: IntervalMatrix): number =>
  2 * (2 * A.length + 16) * 2 ** -53 * A.reduce((total, row, i) => total + Math.abs(middle(row[i]!)), 0) + 2 ** -120
