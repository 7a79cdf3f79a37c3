import { largest } from '../vector.ts'

/**
 * The eigenvalues of a symmetric matrix [l, l], the largest first, without vectors: Householder reduction to tridiagonal form, then QL
 * iteration with implicit shifts (Golub and Van Loan, Matrix Computations, 8.3). Only the lower triangle is read. 4l³/3 operations on
 * typed arrays: 0.24 s at l = 600, where a decomposition with vectors takes 1.6 s. Errors are about 1e-16·‖H‖·√l.
 * Throws where an entry is not finite.
 */
export function eigenvalues(H: Float64Array, l: number): Float64Array {
  const { diagonal, beside } = tridiagonal(H.slice(), l)
  if (!diagonal.every(Number.isFinite) || !beside.every(Number.isFinite))
    throw new Error('linear-algebra: eigenvalues need finite entries')
  return implicit(diagonal, beside).sort().reverse()
}

/** The diagonal of QHQᵀ and what is beside it (entry i between i − 1 and i). Overwrites the lower triangle of A. */
function tridiagonal(A: Float64Array, l: number): { diagonal: Float64Array; beside: Float64Array } {
  const [diagonal, beside] = [new Float64Array(l), new Float64Array(l)]
  const p = new Float64Array(l)
  for (let i = l - 1; i > 0; i--) {
    // The row i of the leading block becomes (0, …, 0, ±‖row‖) by I − τvvᵀ.
    const v = A.subarray(i * l, i * l + i)
    let rest = 0
    for (let j = 0; j < i - 1; j++) rest += v[j]! * v[j]!
    diagonal[i] = A[i * l + i]!
    if (rest === 0) {
      beside[i] = v[i - 1]!
      continue
    }
    const last = v[i - 1]!
    const size = Math.sqrt(rest + last * last)
    beside[i] = last > 0 ? -size : size
    v[i - 1] = last - beside[i]!
    const τ = 2 / (rest + v[i - 1]! ** 2)
    // p = τAv from the lower triangle, row by row.
    p.fill(0, 0, i)
    for (let r = 0; r < i; r++) {
      const at = r * l
      const c = v[r]!
      let sum = A[at + r]! * c
      for (let j = 0; j < r; j++) {
        const a = A[at + j]!
        sum += a * v[j]!
        p[j]! += a * c
      }
      p[r]! += sum
    }
    let inner = 0
    for (let j = 0; j < i; j++) inner += (p[j]! *= τ) * v[j]!
    for (let j = 0; j < i; j++) p[j]! -= (τ / 2) * inner * v[j]!
    // A ← A − vpᵀ − pvᵀ
    for (let r = 0; r < i; r++) {
      const at = r * l
      const [a, b] = [v[r]!, p[r]!]
      for (let j = 0; j <= r; j++) A[at + j]! -= a * p[j]! + b * v[j]!
    }
  }
  if (l > 0) diagonal[0] = A[0]!
  return { diagonal, beside }
}

/** Sweeps a tridiagonal matrix may take for an eigenvalue; two are usual. */
const sweeps = 60

function implicit(d: Float64Array, beside: Float64Array): Float64Array {
  const l = d.length
  const e = new Float64Array(l)
  e.set(beside.subarray(1))
  // An e far below the rounding of the whole is 0: thousands of tiny entries next to large ones would not converge to their own size.
  const nothing = (Number.EPSILON / 4) * Math.max(largest(d), largest(e))
  for (let i = 0; i < l; i++) {
    for (let sweep = 0; ; sweep++) {
      let m = i
      while (m < l - 1 && Math.abs(e[m]!) > Math.max(nothing, Number.EPSILON * (Math.abs(d[m]!) + Math.abs(d[m + 1]!)))) m++
      if (m === i) break
      if (sweep === sweeps) throw new Error(`linear-algebra: an eigenvalue was not found in ${sweeps} sweeps`)
      let g = (d[i + 1]! - d[i]!) / (2 * e[i]!)
      let r = Math.hypot(g, 1)
      g = d[m]! - d[i]! + e[i]! / (g + (g < 0 ? -r : r))
      let [s, c, shift] = [1, 1, 0]
      let j = m - 1
      for (; j >= i; j--) {
        const f = s * e[j]!
        const b = c * e[j]!
        r = Math.hypot(f, g)
        e[j + 1] = r
        if (r === 0) {
          d[j + 1]! -= shift
          e[m] = 0
          break
        }
        s = f / r
        c = g / r
        g = d[j + 1]! - shift
        r = (d[j]! - g) * s + 2 * c * b
        shift = s * r
        d[j + 1] = g + shift
        g = c * r - b
      }
      if (r === 0 && j >= i) continue
      d[i]! -= shift
      e[i] = g
      e[m] = 0
    }
  }
  return d
}
