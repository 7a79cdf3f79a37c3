import type { Device } from '../core/compile/session.ts'
import { products, type Products } from '../core/linear-algebra/compiled.ts'
import { eigenvalues } from '../core/linear-algebra/eigenvalues.ts'
import { gram } from '../core/linear-algebra/gram.ts'
import { rowsOf } from '../core/linear-algebra/rows.ts'
import { semidefiniteFactor } from '../core/linear-algebra/semidefinite.ts'

/** Mean μ [m] and covariance C = FᵀF, F [r, m], of some features; the covariance of n rows is divided by n − 1. */
export interface Moments {
  readonly mean: Float64Array
  readonly factor: Float64Array
  /** r */
  readonly rows: number
  /** tr C */
  readonly trace: number
}

/** One thread, so that the last bits do not depend on the run's. */
export const device: Device = { threads: 1, provider: 'cpu' }

/** Moments of features [n, m], n ≥ 2, row by row, in double precision. F are the centred features themselves over √(n − 1). */
export function momentsOf(features: ArrayLike<number>, [n, m]: readonly [n: number, m: number]): Moments {
  const mean = new Float64Array(m)
  for (let i = 0, at = 0; i < n; i++) for (let j = 0; j < m; j++) mean[j]! += features[at++]!
  for (let j = 0; j < m; j++) mean[j]! /= n
  const factor = new Float64Array(n * m)
  const scale = 1 / Math.sqrt(n - 1)
  let trace = 0
  for (let i = 0, at = 0; i < n; i++)
    for (let j = 0; j < m; j++, at++) trace += (factor[at] = (features[at]! - mean[j]!) * scale) ** 2
  return { mean, factor, rows: n, trace }
}

/** The same moments with as few rows of F as the covariance has rank, where there are more rows than columns: for moments used often. */
export async function reduced(moments: Moments): Promise<Moments> {
  const { mean, factor, rows, trace } = moments
  const m = mean.length
  if (rows <= m || !Number.isFinite(trace)) return moments
  const { F, r } = semidefiniteFactor(await gram(rowsOf(factor, [rows, m]), 'float64', device), m)
  return { mean, factor: F, rows: r, trace }
}

/**
 * The squared Fréchet distance of the normal laws with these moments,
 *
 *     ‖μ₁ − μ₂‖² + tr(C₁ + C₂ − 2(C₁^{1/2}C₂C₁^{1/2})^{1/2}),
 *
 * in double precision. With Cᵢ = FᵢᵀFᵢ the trace of the root is the sum of the singular values of F₁F₂ᵀ: no root of a matrix is taken, and
 * a covariance without full rank makes no difference. Each is the root of an eigenvalue of a Gram matrix, known to about 1e-16 of the
 * largest, so that the sum is known to about 1e-8 of it for every direction that has next to no variance. NaN where features are not finite.
 * Dowson and Landau, The Fréchet distance between multivariate normal distributions, 1982. 2r₁r₂m + 2r²r′ + 4r³/3 operations, r ≤ r′.
 */
export async function frechetDistance(a: Moments, b: Moments, by: Products = products(device)): Promise<number> {
  const m = a.mean.length
  if (b.mean.length !== m) throw new Error(`frechet-distance: moments of ${m} and of ${b.mean.length} features`)
  if (!Number.isFinite(a.trace + b.trace)) return NaN
  let square = 0
  for (let j = 0; j < m; j++) square += (a.mean[j]! - b.mean[j]!) ** 2
  return square + a.trace + b.trace - 2 * (await nuclearNorm(by, a, b))
}

/** ‖F₁F₂ᵀ‖_*, the sum of its singular values. */
async function nuclearNorm({ timesTransposed }: Products, a: Moments, b: Moments): Promise<number> {
  const m = a.mean.length
  const [least, many] = a.rows <= b.rows ? [a, b] : [b, a]
  const few = await reduced(least)
  const [r, s] = [few.rows, many.rows]
  if (r === 0) return 0
  const G = await timesTransposed(few.factor, many.factor, r, m, s)
  const values = eigenvalues(await timesTransposed(G, G, r, s, r), r)
  let sum = 0
  // What is below rounding is 0: its root would not be.
  for (const λ of values) if (λ > r * Number.EPSILON * values[0]!) sum += Math.sqrt(λ)
  return sum
}
