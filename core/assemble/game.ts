import { resolve } from '../config/resolve.ts'
import type { Game, Player } from '../contract.ts'
import type { GameContext, Role } from '../define.ts'
import type { Registry } from '../registry.ts'
import { selectorValue, type Selector, type Value } from '../selector.ts'
import { creating } from './creating.ts'
import { selectorOf, slotSelector } from './selected.ts'

/** A game before its players are known. */
export interface PlannedGame {
  /** Null where the game makes its own players. */
  readonly roles: readonly Role[] | null
  /** The options with every default written out. */
  readonly params: Readonly<Record<string, Value>>
  create(players: Readonly<Record<string, Player>>): Game
}

/** A game and the game that it changes, if any. Throws where an option is wrong. `path` is where the selector stands. */
export function planGame(registry: Registry, { id, params: given }: Selector, context: GameContext, path = 'game'): PlannedGame {
  const what = `game '${id}'`
  const definition = registry.find('game', id)
  const { of: standard } = definition
  const { config, params } = resolve(what, definition.config, given, { path, players: [] }, standard === undefined ? [] : ['of'])
  if (standard === undefined) {
    return {
      roles: definition.roles ? creating(what, () => definition.roles!(config, context)) : null,
      params,
      create: players => creating(what, () => definition.create(config, players, context)),
    }
  }
  const at = { path: `${path}.of`, players: [] }
  const value = given.of ?? standard
  const inside = slotSelector(typeof value === 'string' ? selectorOf(value, at.path) : value, at, 'game')
  const inner = planGame(registry, inside, context, at.path)
  return {
    roles: inner.roles,
    params: { ...params, of: selectorValue(inside.id, inner.params) },
    create: players => {
      const of = inner.create(players)
      return creating(what, () => definition.create(config, players, { ...context, of }))
    },
  }
}
