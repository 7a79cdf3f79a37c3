import { key } from '../key.ts'
import type { Products } from './compiled.ts'
import { orthonormalRows } from './orthonormal.ts'
import { eigen } from './symmetric.ts'

/** A symmetric positive semidefinite C [d, d], known by its products with rows: Y [l, d] ↦ YC. */
export type Operator = (Y: Float64Array, l: number) => Promise<Float64Array>

/** Orthonormal rows [k, d] that span the space of the k leading eigenvectors, and what was spent. */
export interface Found {
  readonly vectors: Float64Array
  /** Products of C with rows, counted in rows. */
  readonly rows: number
}

/** A step of the filter may enlarge the largest of the directions sought by so much: rounding then leaves ten digits of the smallest. */
const growth = 1e6
const longest = 20

/**
 * The k leading eigenpairs of C by randomized subspace iteration with l ≥ k rows. From normal rows Ω, until ‖vC − θv‖ ≤ tolerance·θ₁ for
 * the first k, or `most` products of l rows were made:
 *
 *     Z ← p(C)Z,  p the Chebyshev polynomial that is least on [0, θ_l]      the filter (of degree 1 it is a power pass)
 *     Z ← orthonormal rows of Z, orthogonal to those found
 *     ZCZᵀ = SΘSᵀ,  Z ← SᵀZ                                                 Rayleigh–Ritz
 *
 * Leading rows that have come to the tolerance are kept, and taken out of C and of Z. The degree grows as they are: while the largest
 * values are sought, more than a power or two would leave nothing but their directions in double precision.
 *
 * Halko, Martinsson and Tropp, arXiv:0909.4061, Algorithms 4.4 and 5.3; filter and bound of Zhou, Saad, Tiago and Chelikowsky, Parallel
 * self-consistent-field calculations via Chebyshev-filtered subspace acceleration, 2006, with its scaling. A pass costs l products.
 */
export async function leadingEigen(
  C: Operator,
  products: Products,
  {
    d,
    k,
    l,
    tolerance,
    most,
  }: { readonly d: number; readonly k: number; readonly l: number; readonly tolerance: number; readonly most: number },
): Promise<Found> {
  const { times, timesTransposed } = products
  let spent = 0
  let V = new Float64Array(0)
  let λ = new Float64Array(0)
  /** YC − (YVᵀ)ΛV */
  const deflated = async (Y: Float64Array, m: number): Promise<Float64Array> => {
    spent += m
    const YC = await C(Y, m)
    if (λ.length === 0) return YC
    const part = await timesTransposed(Y, V, m, d, λ.length)
    for (let i = 0; i < part.length; i++) part[i]! *= λ[i % λ.length]!
    const back = await times(part, V, m, λ.length, d)
    for (let i = 0; i < YC.length; i++) YC[i]! -= back[i]!
    return YC
  }
  let m = l
  let Z = await deflated(
    key(0)
      .fold('linear-algebra')
      .normal(l * d),
    l,
  )
  for (;;) {
    Z = await orthonormalRows(products, Z, [m, d], V)
    const ritz = await rayleighRitz(products, Z, await deflated(Z, m), m, d)
    const { θ } = ritz
    const first = λ[0] ?? θ[0]!
    let good = 0
    while (good < m && λ.length + good < k && ritz.residuals[good]! <= tolerance * first) good++
    const done = λ.length + good >= k || spent >= most * l
    const kept = done ? Math.min(m, k - λ.length) : good
    V = joined(V, ritz.Z.subarray(0, kept * d))
    λ = joined(λ, θ.subarray(0, kept))
    if (done) break
    m -= good
    Z = await filtered(deflated, ritz.Z.slice(good * d), ritz.W.slice(good * d), θ.subarray(good), m)
  }
  return { vectors: V, rows: spent }
}

/** Rows turned so that C is diagonal on them. */
export interface Ritz {
  /** The diagonal, the largest first. */
  readonly θ: Float64Array
  /** The rows. */
  readonly Z: Float64Array
  /** Their products with C. */
  readonly W: Float64Array
  /** ‖w − θz‖ of each row. */
  readonly residuals: Float64Array
}
/** For orthonormal rows Z [m, d] and W = ZC. */
export async function rayleighRitz(
  { times, timesTransposed }: Products,
  Z: Float64Array,
  W: Float64Array,
  m: number,
  d: number,
): Promise<Ritz> {
  const { values: θ, vectors: S } = eigen(await timesTransposed(Z, W, m, d, m), m)
  const [turned, images] = [await times(S, Z, m, m, d), await times(S, W, m, m, d)]
  const residuals = θ.map((t, i) => {
    let sum = 0
    for (let at = i * d; at < (i + 1) * d; at++) sum += (images[at]! - t * turned[at]!) ** 2
    return Math.sqrt(sum)
  })
  return { θ, Z: turned, W: images, residuals }
}

/** p(C)Z by the three-term recurrence, W = ZC being known. θ: the Ritz values of Z, the largest first. */
async function filtered(C: Operator, Z: Float64Array, W: Float64Array, θ: Float64Array, m: number): Promise<Float64Array> {
  const [largest, bound] = [θ[0]!, θ[m - 1]!]
  // Nothing to damp: the rows have the whole range of C.
  if (bound <= 1e-14 * largest) return W
  const degree = Math.max(1, Math.min(longest, Math.floor(Math.acosh(growth) / Math.acosh((2 * largest) / bound - 1))))
  const e = bound / 2
  const σ1 = e / (largest - e)
  let σ = σ1
  let before = Z
  let Y = new Float64Array(Z.length)
  for (let i = 0; i < Y.length; i++) Y[i] = ((W[i]! - e * Z[i]!) * σ1) / e
  for (let j = 2; j <= degree; j++) {
    const next = 1 / (2 / σ1 - σ)
    const YC = await C(Y, m)
    const [c, b] = [(2 * next) / e, σ * next]
    for (let i = 0; i < YC.length; i++) YC[i] = c * (YC[i]! - e * Y[i]!) - b * before[i]!
    before = Y
    Y = YC as Float64Array<ArrayBuffer>
    σ = next
  }
  return Y
}

const joined = (a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> => {
  const all = new Float64Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
