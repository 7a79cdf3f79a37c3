import type { Place } from '../config/option.ts'
import { resolve } from '../config/resolve.ts'
import { byPlayer } from '../config/step-size.ts'
import type { Game, Learner } from '../contract.ts'
import { Refusal } from '../refusal.ts'
import type { Registry } from '../registry.ts'
import { selectorValue, type Value } from '../selector.ts'
import { creating } from './creating.ts'
import { slotSelector } from './selected.ts'

/**
 * The value of a learner slot: one learner for all players, or `by-player[…]`. Throws where one cannot play its player's set, a sentence
 * that begins with `what`.
 */
export function learnerSlot(
  what: string,
  { find }: Registry,
  value: Value,
  place: Place,
  game: Game,
): { readonly learners: readonly Learner[]; readonly written: Value } {
  const { players } = game
  const selector = slotSelector(value, place, 'learner')
  const each = selector.id === 'by-player'
  const chosen = each
    ? byPlayer(selector, place, (v, at) => ({ chosen: slotSelector(v, at, 'learner'), at }))
    : players.map(() => ({ chosen: selector, at: place }))
  const made = chosen.map(({ chosen: { id, params }, at }, index) => {
    const { id: player, set } = players[index]!
    const definition = find('learner', id)
    const { config, params: written } = resolve(`learner '${id}'`, definition.config, params, at)
    const reason = definition.refuses?.(config, set, game)
    if (reason) throw new Refusal(`${what}: learner '${id}' cannot play on the set ${set.name} of player '${player}': ${reason}`)
    const learner = creating(`learner '${id}'`, () => definition.create(config, { player, index, set }))
    return { learner, written: selectorValue(id, written) }
  })
  return {
    learners: made.map(m => m.learner),
    written: each
      ? { id: 'by-player', params: Object.fromEntries(made.map((m, i) => [players[i]!.id, m.written])) }
      : made[0]!.written,
  }
}
