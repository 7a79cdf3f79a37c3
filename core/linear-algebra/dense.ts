import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import type { Device } from '../compile/session.ts'
import { gram } from './gram.ts'
import type { Rows } from './rows.ts'
import { eigen } from './symmetric.ts'

/** Entries up to which the singular value decomposition of X itself is taken, which does not square its condition. */
const few = 2 ** 17

/** All right singular vectors of X [n, d] by ml-matrix, the largest value first, as rows [min(n, d), d]. */
export async function denseVectors(rows: Rows, device: Device): Promise<Float64Array> {
  const { n, d } = rows
  if (n * d > few) return eigen(await gram(rows, 'float64', device), d).vectors
  const X = new Float64Array(n * d)
  rows.read(0, X)
  const { rightSingularVectors } = new SingularValueDecomposition(Matrix.from1DArray(n, d, X), {
    computeLeftSingularVectors: n < d,
    autoTranspose: true,
  })
  const r = Math.min(n, d)
  const vectors = new Float64Array(r * d)
  for (let i = 0; i < r; i++) for (let j = 0; j < d; j++) vectors[i * d + j] = rightSingularVectors.get(j, i)
  return vectors
}
