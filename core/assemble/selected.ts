import { shown } from '../config/number.ts'
import type { Place } from '../config/option.ts'
import type { SlotKind } from '../define.ts'
import { Refusal } from '../refusal.ts'
import { article } from '../registry.ts'
import type { Selector, Value } from '../selector.ts'
import { parseSelector } from '../selector-parse.ts'

/** A selector, read where it is still text. */
export const selectorOf = (s: Selector | string, what: string): Selector =>
  typeof s === 'string' ? parseSelector(s, `${what} selector`) : s

/** What may stand in a slot, for sentences. */
export const slotExample: Readonly<Record<SlotKind | 'game', string>> = {
  transform: 'adam[beta1=0.5]',
  learner: 'hedge[stepSize=0.1]',
  optimizer: 'gda[stepSize=0.1]',
  game: 'gan[loss=wasserstein]',
}

/** The value of a slot as a selector; a word is one without parameters. */
export function slotSelector(value: Value, place: Place, kind: SlotKind | 'game'): Selector {
  if (typeof value === 'string') return { id: value, params: {} }
  if (typeof value === 'object' && 'params' in value) return value
  throw new Refusal(`${place.path} must be ${article(kind)}, as a selector such as ${slotExample[kind]}, got ${shown(value)}`)
}
