import { closest, distance } from 'fastest-levenshtein'
import { brief } from './brief.ts'

/** The valid word that a wrong one was probably meant to be; null where none is near. */
export function nearest(word: string, valid: readonly string[]): string | null {
  // What is far longer than any valid word was meant to be none of them.
  if (valid.length === 0 || word.length > 200) return null
  const best = closest(word, [...valid])
  const length = Math.max(word.length, best.length)
  const apart = distance(word.toLowerCase(), best.toLowerCase())
  return apart <= Math.max(2, length / 2) && apart < length ? best : null
}

/** `'gdaa' is not an optimizer; did you mean 'gda'? valid: gda, …`: what is wrong, the nearest valid word, all valid words. */
export function unknown(what: string, word: string, valid: readonly string[]): string {
  const near = nearest(word, valid)
  const meant = near === null ? '' : `; did you mean '${near}'?`
  return `${what} '${brief(word)}' is not known${meant}${meant === '' ? ';' : ''} valid: ${valid.length === 0 ? 'none' : valid.join(', ')}`
}
