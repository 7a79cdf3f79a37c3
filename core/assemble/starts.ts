import { unknown } from '../config/nearest.ts'
import type { Game } from '../contract.ts'
import { startKey } from '../engine.ts'
import type { Key } from '../key.ts'
import { startingFrom, type StartingWeights } from '../named-weights.ts'
import { Refusal } from '../refusal.ts'

/** The game with players that start from given weights. Throws where a player is not there, or its weights do not fit. */
export function startedFrom(game: Game, starts: Readonly<Record<string, StartingWeights>>, key: Key): Game {
  const ids = game.players.map(p => p.id)
  const stranger = Object.keys(starts).find(id => !ids.includes(id))
  if (stranger !== undefined) throw new Refusal(unknown(`game '${game.id}': player`, stranger, ids))
  if (Object.keys(starts).length === 0) return game
  const players = game.players.map(player => {
    const weights = starts[player.id]
    if (!weights) return player
    const others = ids.filter(id => id !== player.id)
    return startingFrom(player, player.start(startKey(key, player.id)), others, weights)
  })
  return { ...game, players }
}
