/**
 * Solves Kx = b by LDLᵀ without pivoting, for symmetric K [l, l] whose lower triangle is read: [[H, Aᵀ], [A, −E]] with H and E positive definite, which
 * has this factorisation in any order (Vanderbei, SIAM J. Optim. 5:100, 1995). l³/3 operations.
 */
export function quasidefinite(K: Float64Array, l: number): (b: Float64Array) => Float64Array {
  const L = new Float64Array(l * l)
  const D = new Float64Array(l)
  const scaled = new Float64Array(l)
  for (let i = 0; i < l; i++) {
    const row = i * l
    // L_ij D_j = K_ij − Σ_t L_it D_t L_jt
    for (let j = 0; j < i; j++) {
      const other = j * l
      let sum = K[row + j]!
      for (let t = 0; t < j; t++) sum -= scaled[t]! * L[other + t]!
      scaled[j] = sum
    }
    let pivot = K[row + i]!
    for (let j = 0; j < i; j++) {
      L[row + j] = scaled[j]! / D[j]!
      pivot -= scaled[j]! * L[row + j]!
    }
    D[i] = pivot
  }
  return b => {
    const x = b.slice()
    for (let i = 0; i < l; i++) {
      let sum = x[i]!
      for (let t = 0; t < i; t++) sum -= L[i * l + t]! * x[t]!
      x[i] = sum
    }
    for (let i = 0; i < l; i++) x[i]! /= D[i]!
    for (let i = l - 1; i >= 0; i--) {
      const xi = x[i]!
      for (let t = 0; t < i; t++) x[t]! -= L[i * l + t]! * xi
    }
    return x
  }
}
