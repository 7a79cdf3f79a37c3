import { Refusal } from '../refusal.ts'
import type { Value } from '../selector.ts'
import { unknown } from './nearest.ts'
import type { Option, Place, Schema } from './option.ts'

/** A definition's options read from a selector. */
export interface Resolved {
  readonly config: Readonly<Record<string, unknown>>
  /** The values as written, defaults filled in: what makes the run again. */
  readonly params: Readonly<Record<string, Value>>
}

/**
 * Reads the options of `schema` from the parameters of a selector. `what` names the definition in sentences; `others` are parameters
 * that are read elsewhere (slots). Throws where a parameter is unknown, missing or not valid.
 */
export function resolve(
  what: string,
  schema: Schema,
  params: Readonly<Record<string, Value>>,
  place: Place,
  others: readonly string[] = [],
): Resolved {
  const known = [...Object.keys(schema), ...others]
  for (const name of Object.keys(params)) {
    if (!known.includes(name)) throw new Refusal(unknown(`${what}: option`, name, known))
  }
  const config: Record<string, unknown> = {}
  const written: Record<string, Value> = {}
  for (const [name, option] of Object.entries(schema) as [string, Option<unknown>][]) {
    const value = params[name] ?? option.default
    if (value === undefined) {
      if (!('absent' in option)) throw new Refusal(`${what}: option ${name} must be given: ${option.valid} (${option.doc})`)
      config[name] = option.absent
      continue
    }
    const at = { ...place, path: `${place.path}.${name}` }
    config[name] = parsed(option, value, at)
    written[name] = option.written?.(value, at) ?? value
  }
  return { config, params: written }
}

/** A plain error of an option is the user's to mend; a TypeError or another fault is not. */
function parsed(option: Option<unknown>, value: Value, place: Place): unknown {
  try {
    return option.parse(value, place)
  } catch (error) {
    throw error instanceof Error && error.name === 'Error' ? new Refusal(error.message) : error
  }
}
