/**
 * Rows F [r, m] with C = FᵀF for a symmetric positive semidefinite C [m, m] of rank r: Cholesky's method with the largest pivot first, until
 * what is left is rounding, m·ε·max Cᵢᵢ (Higham, Accuracy and Stability of Numerical Algorithms, 10.3). r²m operations.
 */
export function semidefiniteFactor(C: Float64Array, m: number): { readonly F: Float64Array; readonly r: number } {
  const rest = Float64Array.from({ length: m }, (_, i) => C[i * m + i]!)
  const least = m * Number.EPSILON * rest.reduce((a, b) => Math.max(a, b), 0)
  const F = new Float64Array(m * m)
  let r = 0
  for (; r < m; r++) {
    let pivot = 0
    for (let i = 1; i < m; i++) if (rest[i]! > rest[pivot]!) pivot = i
    if (!(rest[pivot]! > least)) break
    const row = F.subarray(r * m, r * m + m)
    row.set(C.subarray(pivot * m, pivot * m + m))
    for (let t = 0; t < r; t++) {
      const before = t * m
      const c = F[before + pivot]!
      if (c !== 0) for (let j = 0; j < m; j++) row[j]! -= c * F[before + j]!
    }
    const root = Math.sqrt(rest[pivot]!)
    for (let j = 0; j < m; j++) {
      row[j]! /= root
      rest[j]! -= row[j]! ** 2
    }
    rest[pivot] = 0
  }
  return { F: F.slice(0, r * m), r }
}
