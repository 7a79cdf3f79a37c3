import type { Value } from '../selector.ts'
import type { ConfigOf, Option, Schema } from './option.ts'
import { refuse } from './number.ts'
import { resolve } from './resolve.ts'
import { selectorValue } from '../selector.ts'

/** What a variant parses to: `kind` and the options of that kind. */
export type VariantOf<V extends Readonly<Record<string, Schema>>> = {
  [K in keyof V & string]: { readonly kind: K } & ConfigOf<V[K]>
}[keyof V & string]

/** One of some kinds, each with options of its own: `kind=ema[decay=0.999]`. */
export function variant<const V extends Readonly<Record<string, Schema>>>(
  kinds: V,
  standard: keyof V & string,
  doc: string,
  symbol = '',
): Option<VariantOf<V>> {
  const names = Object.keys(kinds)
  const written = names.map(name => {
    const options = Object.keys(kinds[name]!)
    return options.length === 0 ? name : `${name}[${options.map(o => `${o}=…`).join(',')}]`
  })
  const valid = written.length === 1 ? written[0]! : `${written.slice(0, -1).join(', ')} or ${written.at(-1)!}`
  return {
    kind: 'variant',
    symbol,
    doc,
    valid,
    default: standard,
    nested: kinds,
    parse: (value: Value, place) => {
      const { id, params } =
        typeof value === 'string' ? { id: value, params: {} } : isSelector(value) ? value : refuse(place, symbol, valid, value)
      const schema = Object.hasOwn(kinds, id) ? kinds[id]! : refuse(place, symbol, valid, id)
      const { config } = resolve(`${place.path}=${id}`, schema, params, place)
      return { kind: id, ...config } as VariantOf<V>
    },
    written: (value, place) => {
      const { id, params } = isSelector(value) ? value : { id: value as string, params: {} }
      return selectorValue(id, resolve(`${place.path}=${id}`, kinds[id]!, params, place).params)
    },
  }
}

const isSelector = (value: Value): value is { id: string; params: Readonly<Record<string, Value>> } =>
  typeof value === 'object' && 'params' in value
