import type { Network, Player } from '../core/contract.ts'
import type { Role } from '../core/define.ts'
import type { Key } from '../core/key.ts'

/** The place of a strategy that is not a map: a vector of n entries. */
export const strategyRole = (id: string, n: number, player: string): Role => ({ id, input: null, output: [n], player })

const seated = (game: string, players: Readonly<Record<string, Player>>, role: Role): Player => {
  const player = players[role.id]
  if (!player) throw new Error(`game '${game}' needs a player '${role.id}', as in --player ${role.id}=${role.player}`)
  return player
}

/** The player of a role whose strategy is a vector. Throws where its strategy has another number of entries. */
export function vectorPlayer(game: string, players: Readonly<Record<string, Player>>, role: Role, key: Key): Player {
  const player = seated(game, players, role)
  const n = role.output[0]!
  const { size } = player.start(key)
  if (size === n) return player
  throw new Error(
    `game '${game}' needs a strategy of ${n} entries for player '${role.id}', as ${role.player} has, got one of ${size}`,
  )
}

/** The player of a role whose strategy is the weights of a map. Throws where the map's shapes are not the role's. */
export function networkPlayer(game: string, players: Readonly<Record<string, Player>>, role: Role): Network {
  const player = seated(game, players, role)
  const needed = `[${role.input!.join(', ')}] → [${role.output.join(', ')}]`
  if (!('apply' in player)) {
    throw new Error(
      `game '${game}' needs a network ${needed} for player '${role.id}', such as ${role.player}, got a player that is not a map`,
    )
  }
  const network = player as Network
  const got = `[${network.input.join(', ')}] → [${network.output.join(', ')}]`
  if (got === needed) return network
  throw new Error(
    `game '${game}' needs a network ${needed} for player '${role.id}', such as ${role.player}, got one that maps ${got}`,
  )
}
