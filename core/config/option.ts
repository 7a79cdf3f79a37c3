import type { Value } from '../selector.ts'

/** Where an option stands, for error sentences and for names of feeds. */
export interface Place {
  /** The path of the option in the run's selector: `optimizer.of.stepSize`. */
  readonly path: string
  /** The players' ids of the game at hand, for options that may differ by player. */
  readonly players: readonly string[]
}

/** One option of a definition: how to read it, what it means, what is valid. From it come types, errors, docs and sweeps. */
export interface Option<T> {
  readonly kind: string
  /** The paper's letter. */
  readonly symbol?: string
  readonly doc: string
  /** Where neither this nor `absent` is there, the option must be given. */
  readonly default?: Value
  /** What `create` receives where the option is left out. */
  readonly absent?: T
  /** What is valid, as the end of a sentence: `a number > 0`. */
  readonly valid: string
  /** The kinds that a value may have, each with options of its own, for `saddle describe`. */
  readonly nested?: Readonly<Record<string, Schema>>
  /** Throws a sentence that names the path, the value and what is valid. */
  parse(value: Value, place: Place): T
  /** A valid value with the defaults inside it filled in; absent where there are none. Two values that mean the same are written alike. */
  written?(value: Value, place: Place): Value
}

/** The options of a definition, by name. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the type of each option is recovered by ConfigOf
export type Schema = Readonly<Record<string, Option<any>>>

/** What `create` receives for a schema. */
export type ConfigOf<C extends Schema> = { readonly [K in keyof C]: C[K] extends Option<infer T> ? T : never }
