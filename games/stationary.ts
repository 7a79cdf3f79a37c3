import type { GameClaims, Player } from '../core/contract.ts'
import type { Key } from '../core/key.ts'
import { dirac } from '../core/mixture.ts'

/**
 * The claim that a profile with F(z) = 0 is an equilibrium, for players whose loss is convex in their own strategy. It holds where
 * every player's set (or function g) is convex and keeps the point: prox(zᵢ) = zᵢ, that is zᵢ lies in the set (or minimises g).
 * Elsewhere nothing is claimed. `parts` has one vector a player.
 */
export function stationary(
  players: readonly Player[],
  parts: readonly ArrayLike<number>[],
  key: Key,
): Pick<GameClaims, 'equilibrium'> {
  const points = players.map((player, i) => player.start(key).with(Float64Array.from(parts[i]!)))
  const kept = players.every(({ set }, i) => {
    const x = points[i]!
    const moved = set.prox(x, 1).minus(x).norm() as number
    return set.convex && moved <= 1e-12 * (1 + (x.norm() as number))
  })
  return kept ? { equilibrium: () => points.map(dirac) } : {}
}
