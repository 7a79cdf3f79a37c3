/** A JSON array inside a selector. */
export type Json = number | string | boolean | null | readonly Json[]

/** A value of a parameter: a number, a word, a JSON array, or a selector again. */
export type Value = number | string | readonly Json[] | Selector

/** `id[param=value,…]`. */
export interface Selector {
  readonly id: string
  readonly params: Readonly<Record<string, Value>>
}

/** A selector as the value of a parameter: a word where it has no parameters, so that `sgd` and `sgd[]` are written alike. */
export const selectorValue = (id: string, params: Selector['params']): Value =>
  Object.keys(params).length === 0 ? id : { id, params }
