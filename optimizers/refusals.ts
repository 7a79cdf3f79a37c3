import type { Game } from '../core/contract.ts'

/** Why a wrapper that goes to points between two others cannot play a game, or null where every set is convex. */
export function bentSet(wrapper: string, { players }: Game): string | null {
  const bent = players.find(({ set }) => !set.convex)
  return bent
    ? `${wrapper} goes to points between two others, which the set ${bent.set.name} of player '${bent.id}' need not have`
    : null
}

/** Why a method stated without constraints cannot play a game, or null where every player is free. */
export function boundPlayer(id: string, { players }: Game): string | null {
  const bound = players.find(({ set }) => set.name !== 'free')
  return bound
    ? `${id} is stated without constraints, and player '${bound.id}' has the set ${bound.set.name}; use extragradient`
    : null
}
