import { Matrix, QrDecomposition } from 'ml-matrix'
import type { Key } from '../../core/key.ts'

/** Names of the initial distributions of a weight matrix. */
export const initNames = ['orthogonal', 'he', 'glorot', 'normal'] as const
/** One of `initNames`. */
export type InitName = (typeof initNames)[number]

/** How a weight matrix is drawn before the first step. */
export interface Init {
  readonly init: InitName
  /** Factor on the drawn matrix, > 0. */
  readonly gain: number
  /** Standard deviation of `normal`, ≥ 0. */
  readonly sd: number
}

/**
 * A weight matrix [rows, columns] row by row, times the gain:
 *
 *     orthogonal   uniform (Haar) among matrices with orthonormal columns, or rows where rows < columns; Saxe, arXiv:1312.6120
 *     he           N(0, 2/fanIn); He, arXiv:1502.01852, eq. 10
 *     glorot       uniform on ±√(6/(fanIn + fanOut)); Glorot and Bengio 2010, eq. 16
 *     normal       N(0, sd²)
 *
 * The fans are how many inputs an output reads, and how many outputs an input reaches. Of a convolution of k × k taps they are
 * k²·channels (strides are not counted, as in He, eq. 14), whatever the matrix it is drawn as.
 */
export function initialWeights(
  { init, gain, sd }: Init,
  key: Key,
  rows: number,
  columns: number,
  [fanIn, fanOut]: readonly [number, number] = [rows, columns],
): Float64Array {
  const n = rows * columns
  if (init === 'he') return key.normal(n, 0, gain * Math.sqrt(2 / fanIn))
  if (init === 'normal') return key.normal(n, 0, gain * sd)
  if (init === 'orthogonal') return orthogonal(key, rows, columns).map(w => gain * w)
  const limit = gain * Math.sqrt(6 / (fanIn + fanOut))
  return key.uniform(n, -limit, limit)
}

/** The factor Q of a normal matrix A = QR whose R has a positive diagonal: without that sign Q would not be uniform (math-ph/0609050). */
function orthogonal(key: Key, rows: number, columns: number): Float64Array {
  const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)]
  const qr = new QrDecomposition(Matrix.from1DArray(long, short, Array.from(key.normal(long * short))))
  const [Q, R] = [qr.orthogonalMatrix, qr.upperTriangularMatrix]
  const at = (i: number, j: number): number => (R.get(j, j) < 0 ? -Q.get(i, j) : Q.get(i, j))
  return Float64Array.from({ length: rows * columns }, (_, k) => {
    const [i, j] = [Math.floor(k / columns), k % columns]
    return rows >= columns ? at(i, j) : at(j, i)
  })
}
