import { brief } from './config/brief.ts'
import { Refusal } from './refusal.ts'
import type { Json, Selector, Value } from './selector.ts'

const wordStart = /[A-Za-z_./@~]/
const wordPart = /[\w./@~:+*-]/
const numberLike = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
/** Brackets inside one another at most. */
const deepest = 50
const aValue = 'a value: a number, a word, a JSON array or a selector'

/** Reads `id[param=value,…]`; a word with other characters than `A-Z a-z 0-9 _ . / @ ~ : + * -` is quoted as in JSON. `what` begins error sentences: `optimizer selector`. */
export function parseSelector(text: string, what = 'selector'): Selector {
  let at = 0
  let depth = 0
  const count = (end: number): number => Array.from(text.slice(0, end)).length
  const refuse = (said: string, from = at): never => {
    throw new Refusal(`${what} '${brief(text, count(from))}' ${said}`)
  }
  const fail = (expected: string): never => {
    const c = text.codePointAt(at)
    const where =
      c === undefined ? `ends at character ${count(at)}` : `has '${brief(String.fromCodePoint(c))}' at character ${count(at) + 1}`
    return refuse(`${where} where ${expected} was expected`)
  }
  const deeper = (): void => {
    if (++depth > deepest)
      refuse(
        `is nested deeper than ${deepest} at character ${count(at) + 1}; put at most ${deepest} selectors or arrays inside one another`,
      )
  }
  const space = (): void => {
    while (text[at] === ' ') at++
  }
  const word = (expected: string): string => {
    space()
    if (at >= text.length || !wordStart.test(text[at]!)) fail(expected)
    const from = at
    while (at < text.length && wordPart.test(text[at]!)) at++
    return text.slice(from, at)
  }
  const array = (): readonly Json[] => {
    const from = at
    const outside = depth
    let quoted = false
    for (; at < text.length; at++) {
      const c = text[at]!
      if (quoted) {
        if (c === '\\') at++
        else if (c === '"') quoted = false
      } else if (c === '"') quoted = true
      else if (c === '[') deeper()
      else if (c === ']' && --depth === outside) break
    }
    if (depth > outside) fail("the ']' that closes a JSON array")
    at++
    try {
      return JSON.parse(text.slice(from, at)) as readonly Json[]
    } catch {
      return refuse(
        `has ${brief(text.slice(from, at))} at character ${count(from) + 1} where a JSON array such as [1,2] or [[1],[1]] was expected`,
        from,
      )
    }
  }
  const quotedWord = (): string => {
    const from = at
    for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++
    if (at >= text.length) fail(`the '"' that closes a quoted word`)
    at++
    try {
      return JSON.parse(text.slice(from, at)) as string
    } catch {
      return refuse(
        `has ${brief(text.slice(from, at))} at character ${count(from) + 1} where a quoted word as in JSON such as "a b" was expected`,
        from,
      )
    }
  }
  const number = (): number => {
    const from = at
    while (at < text.length && /[\w.+-]/.test(text[at]!)) at++
    const written = text.slice(from, at)
    if (!numberLike.test(written)) {
      at = from
      fail(aValue)
    }
    return Number(written)
  }
  const value = (): Value => {
    space()
    const c = text[at]
    if (c === undefined) return fail(aValue)
    if (c === '[') return array()
    if (c === '"') return quotedWord()
    if (/[\d+-]/.test(c) || (c === '.' && /\d/.test(text[at + 1] ?? ''))) return number()
    const id = word(aValue)
    space()
    return text[at] === '[' ? { id, params: params() } : id
  }
  const params = (): Record<string, Value> => {
    deeper()
    at++
    const read = new Map<string, Value>()
    space()
    if (text[at] === ']') {
      at++
      depth--
      return {}
    }
    for (;;) {
      const name = word('the name of an option')
      if (read.has(name)) refuse(`gives the option ${brief(name)} twice`)
      space()
      if (text[at] !== '=') fail(`'=' after ${brief(name)}`)
      at++
      read.set(name, value())
      space()
      if (text[at] === ',') at++
      else if (text[at] === ']') {
        at++
        depth--
        return Object.fromEntries(read)
      } else fail("',' or ']'")
    }
  }
  const id = word('an id')
  space()
  const selector = { id, params: text[at] === '[' ? params() : {} }
  space()
  if (at < text.length) fail('the end')
  return selector
}

const plainWord = /^(?!\.\d)[A-Za-z_./@~][\w./@~:+*-]*$/
const numberText = (x: number): string => (Object.is(x, -0) ? '-0' : Number.isFinite(x) ? String(x) : x > 0 ? '1e999' : '-1e999')
const json = (value: Json): string =>
  Array.isArray(value)
    ? `[${(value as readonly Json[]).map(json).join(',')}]`
    : typeof value === 'number'
      ? numberText(value)
      : JSON.stringify(value)

function written(value: Value): string {
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'string') return plainWord.test(value) ? value : JSON.stringify(value)
  if (!('params' in value)) return json(value)
  return Object.keys(value.params).length === 0 ? `${value.id}[]` : formatSelector(value)
}

/** The text that `parseSelector` reads as this selector, bit for bit. */
export function formatSelector({ id, params }: Selector): string {
  const list = Object.entries(params).map(([name, value]) => `${name}=${written(value)}`)
  return list.length === 0 ? id : `${id}[${list.join(',')}]`
}
