/** A JSON array inside a selector. */
export type Json = number | string | boolean | null | readonly Json[]

/** A value of a parameter: a number, a word, a JSON array, or a selector again. */
export type Value = number | string | readonly Json[] | Selector

/** `id[param=value,…]`. */
export interface Selector {
  readonly id: string
  readonly params: Readonly<Record<string, Value>>
}
