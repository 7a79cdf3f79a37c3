/** The lower factor L of H + sI = LLᵀ for symmetric H [l, l], row by row; null where H + sI is not positive definite in double precision. */
export function cholesky(H: Float64Array, l: number, s = 0): Float64Array | null {
  const L = new Float64Array(l * l)
  for (let i = 0; i < l; i++) {
    const row = i * l
    for (let j = 0; j <= i; j++) {
      const other = j * l
      let sum = H[row + j]! + (i === j ? s : 0)
      for (let t = 0; t < j; t++) sum -= L[row + t]! * L[other + t]!
      if (j < i) L[row + j] = sum / L[other + j]!
      else if (sum > 0) L[row + i] = Math.sqrt(sum)
      else return null
    }
  }
  return L
}

/** L⁻¹ of a lower triangular matrix. */
export function inverseLower(L: Float64Array, l: number): Float64Array {
  const inverse = new Float64Array(l * l)
  for (let i = 0; i < l; i++) {
    const row = i * l
    const pivot = L[row + i]!
    for (let t = 0; t < i; t++) {
      const c = L[row + t]! / pivot
      const other = t * l
      for (let j = 0; j <= t; j++) inverse[row + j]! -= c * inverse[other + j]!
    }
    inverse[row + i] = 1 / pivot
  }
  return inverse
}
