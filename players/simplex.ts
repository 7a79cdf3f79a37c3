import type { Player } from '../core/contract.ts'
import { definePlayer, type Role } from '../core/define.ts'
import { numbers, optional } from '../core/config/options.ts'
import { hostPoint, vectorLayout } from '../core/point.ts'
import { simplex } from '../core/set/sets.ts'
import { vectorRole } from './map-role.ts'

export interface SimplexConfig {
  /** Starting probabilities, or null for the uniform ones. */
  readonly start: readonly number[] | null
}

/** A mixed strategy over a role's actions. Throws where the start is not a list of probabilities. */
export function createSimplex({ start }: SimplexConfig, role: Role): Player {
  const n = vectorRole('simplex', role)
  const probabilities = start ?? Array<number>(n).fill(1 / n)
  const sum = probabilities.reduce((s, p) => s + p, 0)
  const valid = probabilities.length === n && probabilities.every(p => p >= 0) && Math.abs(sum - 1) <= 1e-9
  if (!valid) {
    throw new Error(
      `simplex: start (p₀) of player '${role.id}' must be ${n} probabilities that sum to 1, got [${probabilities.join(', ')}]`,
    )
  }
  return { id: role.id, set: simplex(), start: () => hostPoint(vectorLayout(n), [probabilities]) }
}

/** Probabilities of finitely many actions. */
export const simplexPlayer = definePlayer({
  id: 'simplex',
  about: 'A mixed strategy: probabilities of finitely many actions.',
  equations: ['p ≥ 0,  Σp = 1'],
  example: 'saddle run --game matrix --player x=simplex --optimizer extragradient',
  config: {
    start: optional(numbers('p₀', undefined, 'starting probabilities; uniform where absent', { min: 0, max: 1 })),
  },
  create: createSimplex,
})
