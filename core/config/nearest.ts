import { closest, distance } from 'fastest-levenshtein'

/** The valid word that a wrong one was probably meant to be; null where none is near. */
export function nearest(word: string, valid: readonly string[]): string | null {
  if (valid.length === 0) return null
  const best = closest(word, [...valid])
  const length = Math.max(word.length, best.length)
  const apart = distance(word.toLowerCase(), best.toLowerCase())
  return apart <= Math.max(2, length / 2) && apart < length ? best : null
}

/** `'gdaa' is not an optimizer; did you mean 'gda'? valid: gda, …`: what is wrong, the nearest valid word, all valid words. */
export function unknown(what: string, word: string, valid: readonly string[]): string {
  const near = nearest(word, valid)
  const meant = near === null ? '' : `; did you mean '${near}'?`
  return `${what} '${word}' is not known${meant}${meant === '' ? ';' : ''} valid: ${valid.length === 0 ? 'none' : valid.join(', ')}`
}
