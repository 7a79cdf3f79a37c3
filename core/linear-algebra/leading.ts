import type { Precision } from '../compile/onnx.ts'
import type { Device } from '../compile/session.ts'
import { products } from './compiled.ts'
import { denseVectors } from './dense.ts'
import { gram } from './gram.ts'
import { distanceToIdentity, orthonormalRows } from './orthonormal.ts'
import { meanRow, minus, type Rows } from './rows.ts'
import { rowsOperator } from './rows-operator.ts'
import { leadingEigen, rayleighRitz, type Found, type Operator } from './subspace.ts'

/** How leading singular pairs are found. */
export type Method = 'dense' | 'gram' | 'passes'

/** The k leading right singular pairs of X [n, d]. */
export interface Leading {
  readonly method: Method
  /** σ₁ ≥ … ≥ σ_k ≥ 0 */
  readonly values: Float64Array
  /** v₁, …, v_k as rows, V [k, d]. */
  readonly vectors: Float64Array
  /** σ_{k+1}; 0 where k = min(n, d). */
  readonly next: number
  /** The mean of the rows that was subtracted, or null. */
  readonly mean: Float64Array | null
  /** ‖VXᵀX − ΛV‖_F / σ₁², Λ = diag σ². */
  readonly residual: number
  /** ‖VVᵀ − I‖_F */
  readonly orthogonality: number
  /** Rows that were multiplied by XᵀX, the last product included. */
  readonly products: number
}
export interface LeadingOptions {
  /** Subtract the mean of the rows. */
  readonly centred?: boolean
  /** Of the products with X that find the space; all else is in double precision. */
  readonly precision?: Precision
  readonly device?: Device
  /** Rows beyond k + 1 of the subspace. */
  readonly oversampling?: number
  /** Where the search ends: ‖vXᵀX − σ²v‖ / σ₁² for each vector. */
  readonly tolerance?: number
  /** Products of the whole subspace with XᵀX at most; then what has been reached is the answer, and its residual is told. */
  readonly passes?: number
  readonly method?: Method
}

/** Columns up to which all eigenvalues are found. */
export const denseColumns = 200
/** Columns up to which a Gram matrix is kept: 1.2 GB. */
export const gramColumns = 12_288
/** Products of the subspace that the choice counts on. */
const usual = 40

/**
 * By which method: `dense`, all eigenvalues by ml-matrix, up to 200 columns; else `gram`, XᵀX once and then products with it, where its
 * nd² + 2·40·d²l operations are fewer than the 4·40·ndl of `passes`, which multiplies by X and Xᵀ each time, and d ≤ 12,288.
 */
export function methodFor(n: number, d: number, l: number): Method {
  if (d <= denseColumns) return 'dense'
  return d <= gramColumns && n * d + 2 * usual * d * l <= 4 * usual * n * l ? 'gram' : 'passes'
}

/**
 * The k leading right singular vectors and values of rows X [n, d], 1 ≤ k ≤ min(n, d), and σ_{k+1}: a space is found by `methodFor`, then
 * one product with X in double precision, whatever the precision before, gives values and vectors in it, and the residual.
 *
 * |σ̂² − σ²| is at most residual·σ₁², and to second order residual²·σ₁⁴/gap; a vector is off by residual·σ₁²/gap, where the gap is the
 * distance of σ² from the next. Rounding leaves a residual of about 1e-15 in double precision; single precision 1e-7.
 */
export async function leading(
  given: Rows,
  k: number,
  {
    centred = false,
    precision = 'float64',
    device = { threads: 1, provider: 'cpu' },
    oversampling = Math.max(10, Math.ceil(k / 4)),
    tolerance = precision === 'float64' ? 1e-10 : 1e-6,
    passes = 300,
    method: chosen,
  }: LeadingOptions = {},
): Promise<Leading> {
  const { n, d } = given
  const most = Math.min(n, d)
  if (!Number.isInteger(k) || k < 1 || k > most)
    throw new Error(`linear-algebra: k must be an integer from 1 to ${most}, the least side of [${n}, ${d}], got ${k}`)
  const average = meanRow(given)
  const rows = centred ? minus(given, average) : given
  const wanted = Math.min(k + 1, most)
  const l = Math.min(most, wanted + oversampling)
  const method = chosen ?? methodFor(n, d, l)
  const arithmetic = products(device)
  const search = (C: Operator): Promise<Found> => leadingEigen(C, arithmetic, { d, k: wanted, l, tolerance, most: passes })
  const space = async (): Promise<Found> => {
    if (method === 'dense') return { vectors: (await denseVectors(rows, device)).subarray(0, wanted * d), rows: 0 }
    if (method === 'passes') return search(rowsOperator(rows, precision, device))
    const G = await gram(rows, precision, device)
    return search((Y, m) => arithmetic.times(Y, G, m, d, d))
  }
  const found = await space()
  const basis = await orthonormalRows(arithmetic, found.vectors, [wanted, d], new Float64Array(0))
  const images = await rowsOperator(rows, 'float64', device)(basis, wanted)
  const { θ, Z, residuals } = await rayleighRitz(arithmetic, basis, images, wanted, d)
  const all = θ.map(x => Math.sqrt(Math.max(x, 0)))
  const vectors = Z.slice(0, k * d)
  const overlap = await arithmetic.timesTransposed(vectors, vectors, k, d, k)
  return {
    method,
    values: all.slice(0, k),
    vectors,
    next: all[k] ?? 0,
    mean: centred ? average : null,
    // Of rows that are all 0, any directions are right.
    residual: θ[0]! > 0 ? Math.hypot(...residuals.subarray(0, k)) / θ[0]! : 0,
    orthogonality: distanceToIdentity(overlap, k),
    products: found.rows + wanted,
  }
}
