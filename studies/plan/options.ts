/** An option of a selector by its path, such as `of.stepSize`: whether there is one, and the selector with a value there. */
import { nearest } from '../../core/config/nearest.ts'
import type { Option, Schema } from '../../core/config/option.ts'
import type { OptimizerDefinition, SlotKind } from '../../core/define.ts'
import { Refusal } from '../../core/refusal.ts'
import type { Registry } from '../../core/registry.ts'
import { selectorValue, type Selector, type Value } from '../../core/selector.ts'
import { parseSelector } from '../../core/selector-parse.ts'

type Params = Selector['params']
/** What a definition, or a kind of a variant, has by name. */
interface Has {
  readonly config: Schema
  readonly slots?: OptimizerDefinition['slots']
}

/** A word is a selector without options where it can be one, and itself where it cannot. */
export function valueOf(written: number | string): Value {
  if (typeof written === 'number') return written
  try {
    const { id, params } = parseSelector(written)
    return selectorValue(id, params)
  } catch (error) {
    if (error instanceof Refusal) return written
    throw error
  }
}
const selectorIn = (value: Value | undefined): Selector | null => {
  const v = typeof value === 'string' ? valueOf(value) : value
  if (typeof v === 'string') return { id: v, params: {} }
  return typeof v === 'object' && 'params' in v ? v : null
}

/** The parameters with a value at the path. Throws a sentence without its beginning where there is no such option. */
function put(registry: Registry, has: Has, params: Params, path: readonly string[], before: string, value: Value): Params {
  const [head = '', ...rest] = path
  const names = [...Object.keys(has.config), ...Object.keys(has.slots ?? {})]
  if (!names.includes(head)) {
    const near = nearest(head, names)
    throw new Refusal(
      `is no option${near === null ? ';' : `; did you mean '${before}${near}'?`} valid: ${names.length === 0 ? 'none' : names.map(n => before + n).join(', ')}`,
    )
  }
  if (rest.length === 0) return { ...params, [head]: value }
  const slot = has.slots?.[head]
  const kind: SlotKind | null = slot === undefined ? null : typeof slot === 'string' ? slot : slot.kind
  const standard =
    kind === null
      ? (has.config[head] as Option<unknown>).default
      : typeof slot === 'object'
        ? slot.default
        : kind === 'transform'
          ? 'sgd'
          : undefined
  const at = `${before}${head}`
  const inside = (given: Value | undefined, left: readonly string[], named: string): Value => {
    if (left.length === 0) return value
    const inner = selectorIn(given)
    if (!inner)
      throw new Refusal(
        given === undefined
          ? `is an option of what ${named} is, which the selector must give`
          : `is no option; ${named} has none`,
      )
    if (inner.id === 'by-player') {
      const [player = '', ...further] = left
      const params = {
        ...inner.params,
        [player]: inside(inner.params[player] ?? inner.params.default, further, `${named}.${player}`),
      }
      return { id: inner.id, params }
    }
    const nested = kind === null ? (has.config[head] as Option<unknown>).nested : undefined
    const next: Has | undefined =
      kind === null ? nested?.[inner.id] && { config: nested[inner.id]! } : registry.find(kind, inner.id)
    if (!next) throw new Refusal(`is no option; ${named} has none`)
    return selectorValue(inner.id, put(registry, next, inner.params, left, `${named}.`, value))
  }
  return { ...params, [head]: inside(params[head] ?? standard, rest, at) }
}

/** Whether the selector itself says something at this path. */
export function says({ params }: Selector, path: string): boolean {
  const [head = '', ...rest] = path.split('.')
  if (!Object.hasOwn(params, head)) return false
  if (rest.length === 0) return true
  const inner = selectorIn(params[head])
  return inner !== null && says(inner, rest.join('.'))
}

/** The optimizer with these options. Throws the end of a sentence where there is none at a path. */
export function withOptions(
  registry: Registry,
  selector: Selector,
  options: Readonly<Record<string, number | string>>,
): Selector {
  const has = registry.find('optimizer', selector.id)
  return Object.entries(options).reduce<Selector>(
    ({ id, params }, [path, value]) => ({ id, params: put(registry, has, params, path.split('.'), '', valueOf(value)) }),
    selector,
  )
}

/** The same selector with options in the order of their names: two that say the same are equal. */
export function sorted({ id, params }: Selector): Selector {
  const names = Object.keys(params).sort()
  const inner = (value: Value): Value => (typeof value === 'object' && 'params' in value ? sorted(value) : value)
  return { id, params: Object.fromEntries(names.map(name => [name, inner(params[name]!)])) }
}
