import type { Place } from '../config/option.ts'
import { resolve } from '../config/resolve.ts'
import type { Game, Optimizer, ViewName } from '../contract.ts'
import type { OptimizerDefinition, SlotKind } from '../define.ts'
import { finiteSumOf } from '../finite-sum.ts'
import { Refusal } from '../refusal.ts'
import { article, type Registry } from '../registry.ts'
import { selectorValue, type Selector, type Value } from '../selector.ts'
import { viewReason } from '../view.ts'
import { creating } from './creating.ts'
import { learnerSlot } from './learners.ts'
import { selectorOf, slotExample, slotSelector } from './selected.ts'
import { directionSlot } from './transforms.ts'

export interface BuiltOptimizer {
  readonly optimizer: Optimizer
  readonly definition: OptimizerDefinition
  /** The view it runs on: its own, or that of the optimizer inside it. */
  readonly needs: ViewName
  readonly order: 1 | 2
  /** With every default written out. */
  readonly selector: Selector
}

interface Filled {
  readonly slot: unknown
  readonly written: Value
  readonly inner?: BuiltOptimizer
}

/** Builds an optimizer and what is in its slots for a game. Throws where it cannot run there, with the reason. */
export function buildOptimizer(registry: Registry, selector: Selector, place: Place, game: Game): BuiltOptimizer {
  const { id } = selector
  const definition = registry.find('optimizer', id)
  const names = Object.keys(definition.slots ?? {})
  const { config, params } = resolve(`optimizer '${id}'`, definition.config, selector.params, place, names)

  const demandPlayable = (reason: string | null | undefined): void => {
    if (reason) throw new Refusal(`optimizer '${id}' cannot run here: ${reason}`)
  }
  // What the default of a slot says of a game that a wrapper refuses is beside the point.
  if (definition.needs === 'inner') demandPlayable(definition.refuses?.(config, game))

  const fill = (name: string): Filled => {
    const spec = definition.slots![name]!
    const kind: SlotKind = typeof spec === 'string' ? spec : spec.kind
    const standard = typeof spec === 'string' ? (kind === 'transform' ? 'sgd' : undefined) : spec.default
    const at = { ...place, path: `${place.path}.${name}` }
    const given = selector.params[name] ?? standard
    if (given === undefined)
      throw new Refusal(
        `optimizer '${id}': ${name} must be given: ${article(kind)} such as ${id}[${name}=${slotExample[kind].replace(/\[.*/, '')}]`,
      )
    const value = typeof given === 'string' ? selectorOf(given, at.path) : given
    if (kind === 'transform') {
      const sets = game.players.map(p => p.set)
      const { direction, written } = directionSlot(registry, value, at, sets)
      return { slot: direction, written }
    }
    if (kind === 'learner') {
      const { learners, written } = learnerSlot(`optimizer '${id}'`, registry, value, at, game)
      return { slot: learners, written }
    }
    const inner = buildOptimizer(registry, slotSelector(value, at, 'optimizer'), at, game)
    return { slot: inner.optimizer, written: selectorValue(inner.selector.id, inner.selector.params), inner }
  }
  const filled = names.map(name => [name, fill(name)] as const)
  const inner = filled.flatMap(([, f]) => f.inner ?? [])

  const needs = definition.needs === 'inner' ? inner[0]?.needs : definition.needs
  if (needs === undefined) throw new Refusal(`optimizer '${id}' runs another one: give it in ${names.join(' or ')}`)
  demandPlayable(viewReason(game, needs) ?? definition.refuses?.(config, game))

  const slots = Object.fromEntries(filled.map(([name, f]) => [name, f.slot]))
  const finiteSum = finiteSumOf(game)
  const players = { players: game.players.map(p => p.id), sets: game.players.map(p => p.set) }
  const context = { ...players, ...(finiteSum ? { finiteSum } : {}), ...(game.stages ? { stages: game.stages } : {}) }
  return {
    optimizer: creating(`optimizer '${id}'`, () => definition.create(config, slots as never, context)),
    definition,
    needs,
    order: [definition.order ?? 1, ...inner.map(i => i.order)].includes(2) ? 2 : 1,
    selector: { id, params: { ...params, ...Object.fromEntries(filled.map(([name, f]) => [name, f.written])) } },
  }
}
