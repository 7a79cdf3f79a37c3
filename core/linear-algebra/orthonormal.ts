import { key } from '../key.ts'
import { cholesky, inverseLower } from './cholesky.ts'
import type { Products } from './compiled.ts'

const passes = 8

/**
 * An orthonormal basis of the space of some rows Z [l, d], l ≤ d, orthogonal to the orthonormal rows V [r, d], r + l ≤ d: Cholesky QR,
 * H = ZZᵀ = LLᵀ, Z ← L⁻¹Z, again until ‖ZZᵀ − I‖_F is rounding; where H is not positive definite in double precision it is shifted
 * (Fukaya et al., arXiv:1809.11085), and the basis goes on with what rounding left. Rows of length 0 are replaced by random ones.
 * The products with d run as compiled graphs. Cost: 4l²d + 4lrd a pass, of which two are usual.
 */
export async function orthonormalRows(
  { times, timesTransposed }: Products,
  given: Float64Array,
  [l, d]: readonly [number, number],
  V: Float64Array,
): Promise<Float64Array> {
  const r = V.length / d
  let Z = unitRows(given, l, d)
  for (let pass = 0; pass < passes; pass++) {
    if (r > 0) Z = without(Z, await times(await timesTransposed(Z, V, l, d, r), V, l, r, d))
    if (pass === 0) Z = unitRows(Z, l, d)
    const H = await timesTransposed(Z, Z, l, d, l)
    const off = distanceToIdentity(H, l)
    if (off <= 1e-14 * l && pass > 0) return Z
    // Fukaya et al., (4.1), for rows of length 1 at first: ‖Z‖² ≤ l.
    const L = cholesky(H, l) ?? cholesky(H, l, 11 * (d * l + l * (l + 1)) * 2 ** -53 * l)
    if (!L) break
    Z = await times(inverseLower(L, l), Z, l, l, d)
  }
  throw new Error(`linear-algebra: no orthonormal basis of ${l} rows of ${d} entries was found: are the rows finite?`)
}

/** ‖H − I‖_F */
export function distanceToIdentity(H: Float64Array, l: number): number {
  let sum = 0
  for (let i = 0; i < l; i++) for (let j = 0; j < l; j++) sum += (H[i * l + j]! - (i === j ? 1 : 0)) ** 2
  return Math.sqrt(sum)
}

const without = (Z: Float64Array, part: Float64Array): Float64Array => {
  for (let i = 0; i < Z.length; i++) Z[i]! -= part[i]!
  return Z
}

/** Rows of length 1; a row of length 0 becomes a random one. */
function unitRows(Z: Float64Array, l: number, d: number): Float64Array {
  const unit = Z.slice()
  for (let i = 0; i < l; i++) {
    let row = unit.subarray(i * d, i * d + d)
    let size = lengthOf(row)
    if (size === 0) {
      unit.set(key(i).fold('row').normal(d), i * d)
      row = unit.subarray(i * d, i * d + d)
      size = lengthOf(row)
    }
    for (let j = 0; j < d; j++) row[j]! /= size
  }
  return unit
}
const lengthOf = (row: Float64Array): number => {
  let sum = 0
  for (const x of row) sum += x * x
  return Math.sqrt(sum)
}
