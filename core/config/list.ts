import type { Option } from './option.ts'
import { boundsOf, refuse, within, type Bounds } from './number.ts'

/** A JSON array of numbers. `length`: how many. */
export function numbers(
  symbol: string,
  standard: readonly number[] | undefined,
  doc: string,
  bounds: Bounds & { readonly length?: number } = {},
): Option<readonly number[]> {
  const { length } = bounds
  const valid = `a JSON array of ${length === undefined ? '' : `${length} `}${boundsOf('numbers', bounds)}`
  return {
    kind: 'numbers',
    symbol,
    doc,
    valid,
    ...(standard ? { default: standard } : {}),
    parse: (value, place) => {
      const ok = Array.isArray(value) && value.length > 0 && (length === undefined || value.length === length)
      if (ok && value.every(x => typeof x === 'number' && within(x, bounds))) return value as readonly number[]
      return refuse(place, symbol, valid, value)
    },
  }
}

/** A JSON array of rows of numbers. */
export function matrix(
  symbol: string,
  standard: readonly (readonly number[])[] | undefined,
  doc: string,
): Option<readonly (readonly number[])[]> {
  const valid = 'a JSON array of rows of numbers such as [[1,0],[0,2]]'
  return {
    kind: 'matrix',
    symbol,
    doc,
    valid,
    ...(standard ? { default: standard } : {}),
    parse: (value, place) => {
      const row = (r: unknown): boolean =>
        Array.isArray(r) && r.length > 0 && r.every(x => typeof x === 'number' && Number.isFinite(x))
      return Array.isArray(value) && value.length > 0 && value.every(row)
        ? (value as readonly (readonly number[])[])
        : refuse(place, symbol, valid, value)
    },
  }
}

/** An option that may be left out: null where it is. */
export const optional = <T>(option: Option<T>): Option<T | null> => {
  const { default: _standard, ...rest } = option
  return { ...rest, absent: null }
}
