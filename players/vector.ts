import type { Player } from '../core/contract.ts'
import { definePlayer, type Role } from '../core/define.ts'
import { num, numbers, optional, variant } from '../core/config/options.ts'
import { hostPoint, vectorLayout } from '../core/point.ts'
import { chosenSet, type ChosenSet } from './chosen-set.ts'
import { vectorRole } from './map-role.ts'

export interface VectorConfig {
  /** Starting entries, a list of one number that stands for all, or null where they are drawn. */
  readonly start: readonly number[] | null
  /** Standard deviation of a drawn start. */
  readonly scale: number
  readonly set: ChosenSet
}

/**
 * A strategy that is a vector. Without `start` it begins at N(0, scale²), projected onto the set; with the default scale 0 at the
 * projection of zero. Throws where a given start has the wrong length or lies outside the set.
 */
export function createVector({ start, scale, set: choice }: VectorConfig, role: Role): Player {
  const n = vectorRole('vector', role)
  const set = chosenSet(choice)
  const layout = vectorLayout(n)
  if (!start) {
    return {
      id: role.id,
      set,
      start: key => {
        const x = hostPoint(layout, [key.normal(n, 0, scale)])
        return set.kind === 'set' ? set.prox(x, 1) : x
      },
    }
  }
  if (start.length !== n && start.length !== 1) {
    throw new Error(
      `vector: start (z₀) of player '${role.id}' must have ${n} entries, or be a list of one number, which stands for all, got ${start.length}`,
    )
  }
  const entries = Float64Array.from({ length: n }, (_, i) => start[start.length === 1 ? 0 : i]!)
  const violation = set.violation?.(entries) ?? 0
  if (!(violation <= 1e-9)) {
    throw new Error(
      `vector: start (z₀) of player '${role.id}' must lie in ${set.name}, got [${start.join(', ')}], which violates it by ${violation}`,
    )
  }
  return { id: role.id, set, start: () => hostPoint(layout, [entries]) }
}

/** A vector, free or in a set. */
export const vector = definePlayer({
  id: 'vector',
  about: 'A strategy that is a vector, free or in a set.',
  example: 'saddle run --game bilinear --player x=vector[start=[1],set=box[limit=2]] --optimizer extragradient',
  config: {
    start: optional(numbers('z₀', undefined, 'starting entries; a list of one number stands for all')),
    scale: num('σ', 0, 'without start: standard deviation of the normal entries it begins at, so that 0 begins at zero', {
      min: 0,
    }),
    set: variant(
      {
        free: {},
        box: {
          limit: optional(num('c', undefined, 'every entry in [−c, c]', { min: 0 })),
          low: optional(num('l', undefined, 'least value of every entry')),
          high: optional(num('u', undefined, 'greatest value of every entry')),
        },
        ball: { radius: num('r', 1, 'greatest Euclidean norm', { above: 0 }) },
        orthant: {},
        l1: { weight: num('λ', 1, 'weight of the ℓ1 norm in the loss, taken by its proximal map', { min: 0 }) },
      },
      'free',
      'where the strategy may lie; l1 is a term of the loss instead',
    ),
  },
  create: createVector,
})
