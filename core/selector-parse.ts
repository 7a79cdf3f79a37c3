import { Refusal } from './refusal.ts'
import type { Json, Selector, Value } from './selector.ts'

const wordStart = /[A-Za-z_./@~]/
const wordPart = /[\w./@~:+*-]/
const numberLike = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const aValue = 'a value: a number, a word, a JSON array or a selector'

/** Reads `id[param=value,…]`. `what` begins error sentences: `optimizer selector`. */
export function parseSelector(text: string, what = 'selector'): Selector {
  let at = 0
  const fail = (expected: string): never => {
    const where = at >= text.length ? `ends` : `has '${text[at]!}'`
    throw new Refusal(`${what} '${text}' ${where} at character ${at + 1} where ${expected} was expected`)
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
    let depth = 0
    let quoted = false
    for (; at < text.length; at++) {
      const c = text[at]!
      if (quoted) {
        if (c === '\\') at++
        else if (c === '"') quoted = false
      } else if (c === '"') quoted = true
      else if (c === '[') depth++
      else if (c === ']' && --depth === 0) break
    }
    if (depth > 0) fail("the ']' that closes a JSON array")
    at++
    try {
      return JSON.parse(text.slice(from, at)) as readonly Json[]
    } catch {
      throw new Refusal(`${what} '${text}' has ${text.slice(from, at)} at character ${from + 1} where a JSON array such as [1,2] or [[1],[1]] was expected`)
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
    if (/[\d+-]/.test(c) || (c === '.' && /\d/.test(text[at + 1] ?? ''))) return number()
    const id = word(aValue)
    space()
    return text[at] === '[' ? { id, params: params() } : id
  }
  const params = (): Record<string, Value> => {
    at++
    const read: Record<string, Value> = {}
    space()
    if (text[at] === ']') {
      at++
      return read
    }
    for (;;) {
      const name = word('the name of an option')
      if (Object.hasOwn(read, name)) throw new Refusal(`${what} '${text}' gives the option ${name} twice`)
      space()
      if (text[at] !== '=') fail(`'=' after ${name}`)
      at++
      read[name] = value()
      space()
      if (text[at] === ',') at++
      else if (text[at] === ']') {
        at++
        return read
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

const written = (value: Value): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : 'params' in value ? formatSelector(value) : JSON.stringify(value)

/** The text that `parseSelector` reads as this selector. */
export function formatSelector({ id, params }: Selector): string {
  const list = Object.entries(params).map(([name, value]) => `${name}=${written(value)}`)
  return list.length === 0 ? id : `${id}[${list.join(',')}]`
}
