import { brief } from '../config/brief.ts'
import { unknown } from '../config/nearest.ts'
import { resolve } from '../config/resolve.ts'
import type { Player } from '../contract.ts'
import type { Role } from '../define.ts'
import { Refusal } from '../refusal.ts'
import type { Registry } from '../registry.ts'
import type { Selector } from '../selector.ts'
import { formatSelector } from '../selector-parse.ts'
import { creating } from './creating.ts'
import { selectorOf } from './selected.ts'

/** What is put into a game's roles, by the role's id: selectors, and ready objects in their place. */
export interface Injected {
  readonly players?: Readonly<Record<string, Selector | string>>
  readonly ready?: Readonly<Record<string, Player>>
}

export interface BuiltPlayers {
  readonly players: Readonly<Record<string, Player>>
  /** The same as selectors with every default written out. */
  readonly written: Readonly<Record<string, string>>
}

/** A player for every role of a game; `roles` is null where the game makes its own. Throws where a role is not there or does not fit. */
export function buildPlayers(
  registry: Registry,
  game: string,
  roles: readonly Role[] | null,
  { players: given = {}, ready = {} }: Injected,
): BuiltPlayers {
  const ids = roles?.map(r => r.id) ?? []
  for (const id of Object.keys(given)) {
    if (ids.length === 0)
      throw new Refusal(`game '${game}' makes its own players: player '${brief(id)}' cannot be given; valid: none`)
    if (!ids.includes(id)) throw new Refusal(unknown(`game '${game}': player`, id, ids))
  }
  const made = (roles ?? []).map(role => {
    const object = ready[role.id]
    if (object) return { id: role.id, player: object, written: 'an injected object' }
    const { id, params } = selectorOf(given[role.id] ?? role.player, `player ${role.id}`)
    const definition = registry.find('player', id)
    const resolved = resolve(`player '${id}'`, definition.config, params, { path: `players.${role.id}`, players: ids })
    const player = creating(`player '${id}' as ${role.id}`, () => definition.create(resolved.config, role))
    return { id: role.id, player, written: formatSelector({ id, params: resolved.params }) }
  })
  return {
    players: Object.fromEntries(made.map(m => [m.id, m.player])),
    written: Object.fromEntries(made.map(m => [m.id, m.written])),
  }
}
