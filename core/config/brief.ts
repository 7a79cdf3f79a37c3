/** Code points of a user's text that a sentence repeats. */
const most = 60

/** What would move the cursor, end the line or turn the reading direction, written out. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu
const escaped = (c: string): string => `\\u{${c.codePointAt(0)!.toString(16)}}`

/** A user's text as a sentence repeats it: at most 60 code points around `at` (counted in them), … for the others. */
export function brief(text: string, at = 0): string {
  const points = Array.from(text)
  const from = points.length <= most ? 0 : Math.max(0, Math.min(at - most / 2, points.length - most))
  const part = points.slice(from, from + most)
  const [before, after] = [from > 0 ? '…' : '', from + most < points.length ? '…' : '']
  return `${before}${part.join('').replace(unseen, escaped)}${after}`
}
