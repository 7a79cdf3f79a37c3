import { Matrix } from 'ml-matrix'

/** ⟨A, B⟩ = tr AᵀB */
export function inner(A: Matrix, B: Matrix): number {
  let sum = 0
  for (let i = 0; i < A.rows; i++) for (let j = 0; j < A.columns; j++) sum += A.get(i, j) * B.get(i, j)
  return sum
}
/** (A + Aᵀ)/2, symmetric to the last bit. */
export const symmetricPart = (A: Matrix): Matrix => Matrix.add(A, A.transpose()).mul(0.5)
