import { closest, distance } from 'fastest-levenshtein'
import { brief } from './brief.ts'

/** The valid word that a wrong one was probably meant to be; null where none is near. */
export function nearest(word: string, valid: readonly string[]): string | null {
  // What is far longer than any valid word was meant to be none of them.
  if (valid.length === 0 || word.length > 200) return null
  const best = closest(word, [...valid])
  return distanceBetween(word, best) <= reach(word, best) ? best : null
}

const distanceBetween = (word: string, other: string): number => distance(word.toLowerCase(), other.toLowerCase())
/** The largest distance at which one word may stand for another. */
const reach = (word: string, other: string): number => {
  const length = Math.max(word.length, other.length)
  return Math.min(Math.max(2, length / 2), length - 1)
}

/** Valid words that a sentence lists; of more it names the nearest ones. */
const most = 12

/** At most three: the nearest, others that are as near, and those of which the word is a part. */
function nearestFew(word: string, valid: readonly string[]): string[] {
  const best = nearest(word, valid)
  const bound = best === null ? -1 : distanceBetween(word, best)
  const near = word.length > 200 ? [] : valid.filter(v => distanceBetween(word, v) <= Math.min(bound, reach(word, v)))
  const holding = word.length < 3 ? [] : valid.filter(v => v.includes(word.toLowerCase()))
  return [...new Set([...(best === null ? [] : [best]), ...near, ...holding])].slice(0, 3)
}

/**
 * `'gdaa' is not known; did you mean 'gda'? valid: gda, …`: what is wrong, the nearest valid word, all valid words. Where they are more than
 * twelve and a command `shows` them: the nearest ones, and the command.
 */
export function unknown(what: string, word: string, valid: readonly string[], shows?: string): string {
  const wrong = `${what} '${brief(word)}' is not known`
  const few = shows === undefined || valid.length <= most ? [nearest(word, valid)].flatMap(v => v ?? []) : nearestFew(word, valid)
  const names = few.map(v => `'${v}'`)
  const meant = names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)!}` : names[0]
  return `${wrong}${meant === undefined ? ';' : `; did you mean ${meant}?`} ${validWords(valid, shows)}`
}

/** `valid: gda, …`, or where they are many the command that shows them. */
export const validWords = (valid: readonly string[], shows?: string): string =>
  shows === undefined || valid.length <= most
    ? `valid: ${valid.length === 0 ? 'none' : valid.join(', ')}`
    : `${shows} shows all ${valid.length}`
