/** What a value of a study file must be: one description, from which it is read, refused with a sentence, and described to editors. */
import { brief } from '../../core/config/brief.ts'
import { nearest } from '../../core/config/nearest.ts'
import { boundsOf, within, type Bounds } from '../../core/config/number.ts'

/** Keys and places in lists, from the root of the file. */
export type Path = readonly (string | number)[]
/** `games[1].budget.flops`; a key that is no word stands in brackets, as in `tune["of.stepSize"]`. */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    const word = /^[A-Za-z_$][\w-]*$/.test(part) ? part : `[${JSON.stringify(brief(part))}]`
    return text === '' || word.startsWith('[') ? `${text}${word}` : `${text}.${word}`
  }, '')

/** Throws a sentence about the value at a path: what is said stands after the path. */
export type Refuse = (path: Path, said: string) => never
/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>

export interface Shape<T> {
  /** What is valid, as the end of a sentence: `a number > 0`. */
  readonly valid: string
  readonly json: JsonSchema
  /** The kind of value that it is meant for, right or wrong. */
  readonly kind: 'text' | 'number' | 'list' | 'object'
  /** The value, nothing but what the shape says in it. */
  read(value: unknown, path: Path, refuse: Refuse): T
}

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'list' : typeof value === 'string' ? 'text' : value === null ? 'nothing' : typeof value
/** What stands there in place of what is valid. */
export function got(value: unknown): string {
  if (typeof value === 'string') return `'${brief(value)}'`
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  const kind = kindOf(value)
  return kind === 'undefined' || kind === 'nothing' ? 'nothing' : `a${kind === 'object' ? 'n' : ''} ${kind}`
}
const must = (path: Path, valid: string, value: unknown, refuse: Refuse): never =>
  refuse(path, `must be ${valid}, got ${got(value)}`)
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => kindOf(value) === 'object'

/** A text that is not empty. */
export const text = (valid: string, pattern?: RegExp): Shape<string> => ({
  valid,
  kind: 'text',
  json: { type: 'string', ...(pattern ? { pattern: pattern.source } : { minLength: 1 }) },
  read: (value, path, refuse) =>
    typeof value === 'string' && (pattern ? pattern.test(value) : value.trim() !== '') ? value : must(path, valid, value, refuse),
})

const numeric =
  (type: 'number' | 'integer', what: string, is: (x: number) => boolean) =>
  (bounds: Bounds = {}): Shape<number> => {
    const { min, max, above, below } = bounds
    const limits = { minimum: min, maximum: max, exclusiveMinimum: above, exclusiveMaximum: below }
    const valid = boundsOf(what, bounds)
    return {
      valid,
      kind: 'number',
      json: { type, ...Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined)) },
      read: (value, path, refuse) =>
        typeof value === 'number' && is(value) && within(value, bounds) ? value : must(path, valid, value, refuse),
    }
  }
export const number = numeric('number', 'a number', () => true)
export const integer = numeric('integer', 'an integer', Number.isSafeInteger)

export const oneOf = <const W extends string>(words: readonly W[]): Shape<W> => {
  const valid = words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`
  return {
    valid,
    kind: 'text',
    json: { enum: words },
    read: (value, path, refuse) => words.find(w => w === value) ?? must(path, valid, value, refuse),
  }
}

/** Between `least` and `most` of them. */
export const list = <T>(valid: string, of: Shape<T>, { least = 1, most = Infinity } = {}): Shape<readonly T[]> => ({
  valid,
  kind: 'list',
  json: {
    type: 'array',
    items: of.json,
    ...(least > 0 ? { minItems: least } : {}),
    ...(most < Infinity ? { maxItems: most } : {}),
  },
  read: (value, path, refuse) => {
    if (!Array.isArray(value)) return must(path, valid, value, refuse)
    if (value.length < least)
      return refuse(path, value.length === 0 ? `is empty; it must be ${valid}` : `must be ${valid}, got ${value.length}`)
    if (value.length > most) return refuse(path, `must be ${valid}, at most ${most} of them, got ${value.length}`)
    return Array.from(value, (entry: unknown, i) => of.read(entry, [...path, i], refuse))
  },
})

/** Low and high end. */
export const pair = (of: Shape<number>): Shape<readonly [number, number]> => {
  const two: Shape<readonly number[]> = list('two numbers [low, high]', of, { least: 2, most: 2 })
  return {
    ...two,
    read: (value, path, refuse) => {
      const ends = two.read(value, path, refuse)
      const [low, high] = [ends[0]!, ends[1]!]
      return low < high ? [low, high] : refuse(path, `must have low < high, got [${low}, ${high}]`)
    },
  }
}

/** Keys of the user's own. */
export const record = <T>(valid: string, of: Shape<T>): Shape<Readonly<Record<string, T>>> => ({
  valid,
  kind: 'object',
  json: { type: 'object', additionalProperties: of.json, minProperties: 1 },
  read: (value, path, refuse) => {
    if (!isObject(value)) return must(path, valid, value, refuse)
    const entries = Object.entries(value)
    if (entries.length === 0) return refuse(path, `is empty; it must be ${valid}`)
    return Object.fromEntries(entries.map(([name, entry]) => [name, of.read(entry, [...path, name], refuse)]))
  },
})

interface Field<T, Required extends boolean> {
  readonly shape: Shape<T>
  readonly doc: string
  readonly required: Required
}
/** A key that must be given. */
export const given = <T>(shape: Shape<T>, doc: string): Field<T, true> => ({ shape, doc, required: true })
/** A key that may be left out. */
export const optional = <T>(shape: Shape<T>, doc: string): Field<T, false> => ({ shape, doc, required: false })
/** A field for every key of the type: optional exactly where the type's is, so that neither has a key that the other lacks. */
type Fields<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K> ? Field<Exclude<T[K], undefined>, false> : Field<T[K], true>
}

/** `least`: how many of the keys must be there; `most`: how many may. */
export function object<T extends object>(valid: string, fields: Fields<T>, { least = 0, most = Infinity } = {}): Shape<T> {
  const all = Object.entries<Field<unknown, boolean>>(fields)
  const names = all.map(([name]) => name)
  return {
    valid,
    kind: 'object',
    json: {
      type: 'object',
      properties: Object.fromEntries(all.map(([name, { shape, doc }]) => [name, { description: doc, ...shape.json }])),
      required: all.flatMap(([name, field]) => (field.required ? [name] : [])),
      additionalProperties: false,
      ...(least > 0 ? { minProperties: least } : {}),
      ...(most < Infinity ? { maxProperties: most } : {}),
    },
    read: (value, path, refuse) => {
      if (!isObject(value)) return must(path, valid, value, refuse)
      for (const name of Object.keys(value)) {
        if (names.includes(name)) continue
        const near = nearest(name, names)
        return refuse(
          [...path, name],
          `is not known${near === null ? '' : `; did you mean '${near}'?`}${near === null ? ';' : ''} valid: ${names.join(', ')}`,
        )
      }
      const there = all.filter(([name]) => Object.hasOwn(value, name) && value[name] !== undefined)
      for (const [name, field] of all)
        if (field.required && !there.some(([other]) => other === name))
          return refuse([...path, name], `must be given: ${field.shape.valid}`)
      if (there.length < least)
        return refuse(path, `must have ${least === 1 ? 'one' : least} of ${names.join(', ')}, and has none`)
      if (there.length > most)
        return refuse(
          path,
          `must have ${most === 1 ? 'one' : most} of ${names.join(', ')}, got ${there.map(([n]) => n).join(' and ')}`,
        )
      return Object.fromEntries(there.map(([name, { shape }]) => [name, shape.read(value[name], [...path, name], refuse)])) as T
    },
  }
}

/** The shape for the kind of value that is there. */
export function either<T>(...shapes: readonly Shape<T>[]): Shape<T> {
  const valid = shapes.map(s => s.valid).join(', or ')
  return {
    valid,
    kind: shapes[0]!.kind,
    json: { anyOf: shapes.map(s => s.json) },
    read: (value, path, refuse) => {
      const shape = shapes.find(s => s.kind === kindOf(value))
      return shape ? shape.read(value, path, refuse) : must(path, valid, value, refuse)
    },
  }
}
