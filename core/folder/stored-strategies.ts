import { readFileSync } from 'node:fs'
import type { Game } from '../contract.ts'
import { sizeOf } from '../host.ts'
import { key } from '../key.ts'
import type { Mixture } from '../mixture.ts'
import { hostPoint, type Layout } from '../point.ts'
import { Refusal } from '../refusal.ts'
import { decodeSafetensors, type Safetensors } from '../safetensors.ts'

/** Strategies of a game's players from a file of named weights, and what the file says of itself. */
export interface StoredStrategies {
  readonly strategies: readonly Mixture[]
  readonly metadata: Safetensors['metadata']
}

/** Reads a file that `namedWeights` has made. Throws where it is damaged or not of the game's players; `way` says what to do then. */
export function storedStrategies(file: string, game: Game, way: string): StoredStrategies {
  const { tensors, metadata } = decodeSafetensors(readFileSync(file), file, way)
  const pointIn = (layout: Layout, prefix: string) => {
    const parts = layout.map(({ name, shape }) => {
      const found = tensors.get(`${prefix}${name}`)
      if (!found || sizeOf(found.shape) !== sizeOf(shape))
        throw new Refusal(
          `${file} has no tensor '${prefix}${name}' of shape [${shape.join(', ')}], which the game's player needs; ${way}`,
        )
      return found.values
    })
    return hostPoint(layout, parts)
  }
  const strategies = game.players.map((player): Mixture => {
    const layout = player.start(key(0)).layout
    const weights = tensors.get(`${player.id}.weights`)
    const mixed = weights !== undefined && tensors.has(`${player.id}.atom0.${layout[0]!.name}`)
    const prefixes = mixed ? Array.from(weights.values, (_, a) => `${player.id}.atom${a}.`) : [`${player.id}.`]
    return {
      atoms: prefixes.map(prefix => pointIn(layout, prefix)),
      weights: mixed ? Array.from(weights.values) : [1],
    }
  })
  return { strategies, metadata }
}
