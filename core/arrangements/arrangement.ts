import type { Key } from '../key.ts'
import { Refusal } from '../refusal.ts'
import { distinct, rankOf, regions } from './regions.ts'

/** Sign patterns of the arrangement of hyperplanes {u : xᵢᵀu = 0} of rows xᵢ. */
export interface Arrangement {
  /** Diagonals of the matrices D: 1 where xᵢᵀu ≥ 0, else 0. */
  readonly patterns: readonly Uint8Array[]
  /** A unit vector u in the interior of each pattern's region. */
  readonly directions: readonly Float64Array[]
  /** All patterns of full-dimensional regions, or those only that sampled directions met. */
  readonly exact: boolean
}

/** Patterns that are enumerated at most. */
export const most = 20000

/** Regions of n generic rows of rank r, the largest number there can be: 2Σ_{k<r} C(n − 1, k) (Cover 1965); 1 of no rows. */
export function regionCount(n: number, r: number): number {
  if (n === 0) return 1
  let [sum, binomial] = [0, 1]
  for (let k = 0; k < Math.min(r, n); k++) {
    sum += binomial
    binomial = (binomial * (n - 1 - k)) / (k + 1)
  }
  return 2 * sum
}

const patternOf = (rows: readonly Float64Array[], u: Float64Array): Uint8Array =>
  Uint8Array.from(rows, row => (row.reduce((sum, x, k) => sum + x * u[k]!, 0) >= 0 ? 1 : 0))

/**
 * All patterns of rows of d entries, exactly: by angles for d = 2, by deletion and restriction above (regions.ts). Rows of zeros and rows
 * that are multiples of others cut nothing. Throws a Refusal that begins with `what` where there may be more than 20,000 patterns; `sampled` says how
 * one asks for sampled ones.
 */
export function arrangement(rows: readonly Float64Array[], d: number, what: string, sampled: string): Arrangement {
  const normals = distinct(rows)
  const r = rankOf(normals)
  const count = regionCount(normals.length, r)
  if (count > most) {
    throw new Refusal(
      `${what}: ${normals.length} distinct rows of rank ${r} have up to ${count < 1e15 ? count : count.toPrecision(2)} sign patterns, and at most ${most} are enumerated; ` +
        `fewer rows or columns are valid, or patterns met by sampled directions (${sampled}), which are some of them and give lower bounds only`,
    )
  }
  const directions = regions(normals, d)
  return { patterns: directions.map(u => patternOf(rows, u)), directions, exact: true }
}

/** The patterns that n random directions meet; never exact, even where they meet all. */
export function sampledArrangement(rows: readonly Float64Array[], d: number, key: Key, n: number): Arrangement {
  const found = new Map<string, readonly [Uint8Array, Float64Array]>()
  for (let k = 0; k < n; k++) {
    const drawn = key.fold(k).normal(d)
    const length = Math.hypot(...drawn)
    const u = drawn.map(x => x / length)
    const pattern = patternOf(rows, u)
    const name = pattern.join('')
    if (!found.has(name)) found.set(name, [pattern, u])
  }
  const all = [...found.values()]
  return { patterns: all.map(([pattern]) => pattern), directions: all.map(([, u]) => u), exact: false }
}
