import { Refusal } from '../../core/refusal.ts'
import { gaussianMixture } from './mixture.ts'
import type { Source } from './source.ts'

export interface Ring {
  readonly modes: number
  readonly radius: number
  readonly sd: number
  /** Of the modes, in proportion; null: equal. */
  readonly weights?: readonly number[] | null
}

/** Gaussians in the plane with centres equally spaced on a circle: centre k at radius·(cos 2πk/modes, sin 2πk/modes). */
export function ring({ modes, radius, sd, weights }: Ring): Source {
  if (weights && weights.length !== modes)
    throw new Refusal(`data=ring: weights must be one number a mode, ${modes} of them, got ${weights.length}`)
  const centres = Array.from({ length: modes }, (_, k) => {
    const angle = (2 * Math.PI * k) / modes
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  })
  return gaussianMixture(centres, sd, weights ?? undefined)
}
