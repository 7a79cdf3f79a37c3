import * as tf from '@tensorflow/tfjs'
import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { hostTensor, type HostTensor } from '../core/host.ts'

/** xᵀAy for x [m], A [m, n], y [n]: a scalar. */
export function pairing(x: tf.Tensor, A: tf.Tensor, y: tf.Tensor): tf.Scalar {
  return tf.matMul(tf.matMul(x.reshape([1, -1]), A), y.reshape([-1, 1])).asScalar()
}

/** Rows of equal, positive length as a host tensor [m, n]. Throws a sentence that begins with `what` otherwise. */
export function matrixOf(what: string, rows: readonly (readonly number[])[]): HostTensor {
  const n = rows[0]?.length ?? 0
  if (n === 0)
    throw new Error(`${what} must be a matrix with at least one row and one column, such as [[1, 0], [0, 2]], got no entries`)
  const short = rows.findIndex(row => row.length !== n)
  if (short >= 0)
    throw new Error(
      `${what} must have rows of equal length, got ${n} entries in row 1 and ${rows[short]!.length} in row ${short + 1}`,
    )
  return hostTensor(rows.flat(), [rows.length, n])
}

/** The singular values of a host matrix, largest first. */
export const singularValues = ({ values, shape }: HostTensor): number[] => {
  const A = Matrix.from1DArray(shape[0]!, shape[1]!, Array.from(values))
  return new SingularValueDecomposition(A, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  }).diagonal
}
