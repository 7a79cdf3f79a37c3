import type { Option, Schema } from '../core/config/option.ts'
import { formatSelector } from '../core/selector-parse.ts'
import type { Value } from '../core/selector.ts'
import { wrapped } from './wrap.ts'

const written = (value: Value): string =>
  typeof value === 'object' ? ('params' in value ? formatSelector(value) : JSON.stringify(value)) : String(value)

const standard = (option: Option<unknown>): string =>
  option.default !== undefined ? `default ${written(option.default)}` : 'absent' in option ? 'may be left out' : 'must be given'

/** The options of a schema: name, letter and default, below them what they mean and what is valid, and the same of their kinds. */
export function optionLines(schema: Schema, indent = '  '): string[] {
  return (Object.entries(schema) as [string, Option<unknown>][]).flatMap(([name, option]) => {
    const inner = `${indent}    `
    const kinds = Object.entries(option.nested ?? {})
    return [
      ...wrapped(`${indent}${name}${option.symbol && option.symbol !== name ? ` (${option.symbol})` : ''}  `, standard(option)),
      ...wrapped(inner, `${option.doc}; ${kinds.length > 0 && option.kind === 'variant' ? 'one of these kinds' : option.valid}`),
      ...kinds.flatMap(([kind, options]) => [
        Object.keys(options).length === 0 ? `${inner}${kind}` : `${inner}${kind}[…]`,
        ...optionLines(options, `${inner}  `),
      ]),
    ]
  })
}
