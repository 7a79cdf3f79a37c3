import type { Option } from './option.ts'
import { refuse } from './number.ts'

const listed = (words: readonly string[]): string =>
  words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`

/** One of some words. */
export function choice<const W extends readonly string[]>(
  words: W,
  standard: W[number],
  doc: string,
  symbol = '',
): Option<W[number]> {
  const valid = listed(words)
  return {
    kind: 'choice',
    symbol,
    doc,
    valid,
    default: standard,
    parse: (value, place) => (typeof value === 'string' && words.includes(value) ? value : refuse(place, symbol, valid, value)),
  }
}

/** true or false. */
export const flag = (symbol: string, standard: boolean, doc: string): Option<boolean> => ({
  kind: 'flag',
  symbol,
  doc,
  valid: 'true or false',
  default: String(standard),
  parse: (value, place) => (value === 'true' ? true : value === 'false' ? false : refuse(place, symbol, 'true or false', value)),
})

/** Any word: a name, a path. */
export const word = (symbol: string, standard: string | undefined, doc: string): Option<string> => ({
  kind: 'word',
  symbol,
  doc,
  valid: 'a word',
  ...(standard === undefined ? {} : { default: standard }),
  parse: (value, place) => (typeof value === 'string' ? value : refuse(place, symbol, 'a word', value)),
})
