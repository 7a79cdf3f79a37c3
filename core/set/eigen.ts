import { eigen as decomposed } from '../linear-algebra/symmetric.ts'

/** A symmetric matrix of d rows by its eigenvalues and unit eigenvectors, one a row of d entries. */
export interface Eigen {
  readonly d: number
  readonly values: Float64Array
  readonly vectors: readonly Float64Array[]
}

/**
 * The eigen-decomposition of the symmetric part (A + Aᵀ)/2 of a matrix [d, d], row by row. A is first divided by its largest entry, so
 * that no square overflows or vanishes. All is NaN where an entry of A is not finite.
 */
export function eigen(A: Float64Array, d: number): Eigen {
  const size = A.reduce((most, a) => (Math.abs(a) > most || Number.isNaN(a) ? Math.abs(a) : most), 0)
  if (!Number.isFinite(size)) {
    const nothing = (): Float64Array => new Float64Array(d).fill(NaN)
    return { d, values: nothing(), vectors: Array.from({ length: d }, nothing) }
  }
  const scale = size === 0 ? 1 : size
  const { values, vectors } = decomposed(
    A.map(a => a / scale),
    d,
  )
  // The smallest first: of what is summed over them, small terms come before large ones.
  return {
    d,
    values: values.map(λ => λ * scale).reverse(),
    vectors: Array.from({ length: d }, (_, j) => vectors.subarray((d - 1 - j) * d, (d - j) * d)),
  }
}

/** V diag(λ) Vᵀ, symmetric to the last bit. */
export function composed({ d, vectors }: Eigen, λ: ArrayLike<number>): Float64Array {
  const A = new Float64Array(d * d)
  for (let r = 0; r < d; r++) {
    if (λ[r] === 0) continue
    const v = vectors[r]!
    for (let i = 0; i < d; i++) {
      const c = λ[r]! * v[i]!
      for (let j = 0; j <= i; j++) A[i * d + j]! += c * v[j]!
    }
  }
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) A[j * d + i] = A[i * d + j]!
  return A
}
