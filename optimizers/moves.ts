import type { Option, Place } from '../core/config/option.ts'
import type { Value } from '../core/selector.ts'

/** All players at once, or one player after another by its place in the game. */
export type Moves = 'simultaneous' | readonly number[]

const orders =
  'alternating (every player once, in the order of the game), or a JSON array of players such as ["critic","critic","generator"]'
const valid = `simultaneous, ${orders}`

const orderOf = (value: Value, { path, players }: Place, valid: string): readonly number[] => {
  if (value === 'alternating') return players.map((_, i) => i)
  const fail = (why: string): never => {
    throw new Error(`${path} ${why}; valid: ${valid}; the players are ${players.join(', ')}`)
  }
  if (!Array.isArray(value) || value.length === 0) return fail(`must name who moves, got ${JSON.stringify(value)}`)
  const order = (value as readonly unknown[]).map(id => {
    const i = typeof id === 'string' ? players.indexOf(id) : -1
    return i >= 0 ? i : fail(`names the player ${JSON.stringify(id)}, who is not in the game`)
  })
  const idle = players.find((_, i) => !order.includes(i))
  return idle === undefined ? order : fail(`leaves out the player '${idle}', who would never move`)
}

/** Who moves when within one step. */
export const moves: Option<Moves> = {
  kind: 'moves',
  doc: 'who moves when: all at once, or one after another, each with a fresh sample and the newest opponents',
  default: 'simultaneous',
  valid,
  parse: (value, place) => (value === 'simultaneous' ? value : orderOf(value, place, valid)),
}

/** Who moves when within one step of a method whose players always move one after another. */
export const turns: Option<readonly number[]> = {
  kind: 'moves',
  doc: 'who moves after whom, each with fresh samples and the newest opponents',
  default: 'alternating',
  valid: orders,
  parse: (value, place) => orderOf(value, place, orders),
}
