import { joined } from '../vector.ts'
import type { Leaves } from './step-map.ts'

/** Some leaves of a state as one vector. */
export interface Coordinates {
  readonly size: number
  of(s: Leaves): Float64Array
  /** The state with these leaves replaced. */
  put(s: Leaves, x: Float64Array): Leaves
  /** A direction: zeros in all other leaves. */
  direction(s: Leaves, v: Float64Array): Leaves
}

export function coordinates(s: Leaves, which: readonly number[]): Coordinates {
  const sizes = which.map(i => s[i]!.length)
  const size = sizes.reduce((a, b) => a + b, 0)
  const parts = (x: Float64Array): Map<number, Float64Array> => {
    let at = 0
    return new Map(which.map((i, j) => [i, x.slice(at, (at += sizes[j]!))]))
  }
  return {
    size,
    of: s => joined(which.map(i => s[i]!)),
    put: (s, x) => {
      const given = parts(x)
      return s.map((leaf, i) => given.get(i) ?? leaf)
    },
    direction: (s, v) => {
      const given = parts(v)
      return s.map((leaf, i) => given.get(i) ?? (leaf instanceof Float64Array ? new Float64Array(leaf.length) : leaf))
    },
  }
}
