import { Matrix, solve } from 'ml-matrix'
import { axpy, dot, norm } from '../vector.ts'

/** A linear map of vectors of one length. */
export type Operator = (v: Float64Array) => Promise<Float64Array>

/** AVₘ = Vₘ₊₁H̄ₘ with orthonormal columns of V, the first one b/‖b‖. */
export interface Krylov {
  readonly basis: readonly Float64Array[]
  /** H̄, column after column: column j has j + 2 entries. */
  readonly columns: readonly Float64Array[]
  /** Whether the space is invariant: no further vector. */
  readonly closed: boolean
}

/** An entry below this share of its column is rounding: the space is closed. */
const negligible = 1e-13

/** Begins a Krylov space with b ≠ 0. */
export const krylov = (b: Float64Array): Krylov => {
  const β = norm(b)
  return { basis: [b.map(x => x / β)], columns: [], closed: false }
}

/** The space with one more vector: Arnoldi's step, orthogonalised twice (Giraud et al. 2005). */
export async function extended(A: Operator, { basis, columns }: Krylov): Promise<Krylov> {
  const w = await A(basis.at(-1)!)
  const size = norm(w)
  const h = new Float64Array(basis.length + 1)
  for (let pass = 0; pass < 2; pass++) {
    basis.forEach((v, i) => {
      const c = dot(v, w)
      h[i]! += c
      axpy(w, -c, v)
    })
  }
  const rest = norm(w)
  const closed = !(rest > negligible * size)
  h[basis.length] = closed ? 0 : rest
  return { basis: closed ? basis : [...basis, w.map(x => x / rest)], columns: [...columns, h], closed }
}

/** H̄ as a matrix of m + 1 rows, or H of m. */
export function hessenberg(columns: readonly Float64Array[], rows: number): Matrix {
  const H = Matrix.zeros(rows, columns.length)
  columns.forEach((h, j) => h.forEach((x, i) => i < rows && H.set(i, j, x)))
  return H
}

/** Σ cⱼvⱼ */
export function combined(basis: readonly Float64Array[], c: ArrayLike<number>): Float64Array {
  const x = new Float64Array(basis[0]!.length)
  for (let j = 0; j < c.length; j++) axpy(x, c[j]!, basis[j]!)
  return x
}

/** GMRES: x of a Krylov space with least ‖b − Ax‖, and that residual, relative to ‖b‖. */
export async function leastResidual(
  A: Operator,
  b: Float64Array,
  { most, tolerance }: { readonly most: number; readonly tolerance: number },
): Promise<{ readonly x: Float64Array; readonly residual: number }> {
  const β = norm(b)
  if (β === 0) return { x: new Float64Array(b.length), residual: 0 }
  let space = krylov(b)
  for (;;) {
    space = await extended(A, space)
    const m = space.columns.length
    const last = space.closed || m >= Math.min(most, b.length)
    if (!last && m % 10 !== 0) continue
    const H = hessenberg(space.columns, m + 1)
    const right = Matrix.zeros(m + 1, 1)
    right.set(0, 0, β)
    const y = solve(H, right, true)
    const residual = Matrix.sub(right, H.mmul(y)).norm('frobenius') / β
    if (last || residual <= tolerance) return { x: combined(space.basis, y.to1DArray()), residual }
  }
}
