import type { Value } from '../selector.ts'
import { Refusal } from '../refusal.ts'
import { brief } from './brief.ts'
import type { Option, Place } from './option.ts'

/** Bounds of a number: `min` and `max` are allowed, `above` and `below` are not. */
export interface Bounds {
  readonly min?: number
  readonly max?: number
  readonly above?: number
  readonly below?: number
}

/** `stepSize (η)`: an option's name and letter, for sentences. */
export const called = (path: string, symbol: string | undefined): string => (symbol ? `${path} (${symbol})` : path)

const whole = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(x => (typeof x === 'string' ? JSON.stringify(x) : whole(x))).join(',')}]`
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
/** A value as a user would write it, shortened. */
export const shown = (value: unknown): string => {
  if (typeof value === 'string') return `'${brief(value)}'`
  if (typeof value === 'object' && value !== null && 'id' in value)
    return `the selector '${brief((value as { id: string }).id)}[…]'`
  return brief(whole(value))
}

/** Throws the sentence every option refuses with. */
export function refuse(place: Place, symbol: string | undefined, valid: string, value: unknown): never {
  throw new Refusal(`${called(place.path, symbol)} must be ${valid}, got ${shown(value)}`)
}

const range = ({ min, max, above, below }: Bounds): string => {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`
  const parts = [
    min !== undefined ? `≥ ${min}` : '',
    above !== undefined ? `> ${above}` : '',
    max !== undefined ? `≤ ${max}` : '',
    below !== undefined ? `< ${below}` : '',
  ].filter(p => p !== '')
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`
}
/** Whether a finite number keeps the bounds. */
export const within = (x: number, { min, max, above, below }: Bounds): boolean =>
  Number.isFinite(x) &&
  !(min !== undefined && x < min) &&
  !(max !== undefined && x > max) &&
  !(above !== undefined && x <= above) &&
  !(below !== undefined && x >= below)
/** The bounds as the end of a sentence. */
export const boundsOf = (what: string, bounds: Bounds): string => `${what}${range(bounds)}`

const numeric =
  (kind: string, what: string, ok: (x: number) => boolean) =>
  (symbol: string, standard: number | undefined, doc: string, bounds: Bounds = {}): Option<number> => {
    const valid = boundsOf(what, bounds)
    return {
      kind,
      symbol,
      doc,
      valid,
      ...(standard === undefined ? {} : { default: standard }),
      parse: (value: Value, place: Place) =>
        typeof value === 'number' && ok(value) && within(value, bounds) ? value : refuse(place, symbol, valid, value),
    }
  }

/** A finite number. `standard` undefined: it must be given. */
export const num = numeric('number', 'a number', () => true)
/** An integer. */
export const int = numeric('integer', 'an integer', Number.isSafeInteger)

/** One of some numbers. */
export function numberAmong<const N extends readonly number[]>(
  symbol: string,
  numbers: N,
  standard: N[number],
  doc: string,
): Option<N[number]> {
  const valid = numbers.join(' or ')
  return {
    kind: 'number',
    symbol,
    doc,
    valid,
    default: standard,
    parse: (value, place) => (numbers.some(n => n === value) ? (value as number) : refuse(place, symbol, valid, value)),
  }
}
