import { gaussianMixture } from './mixture.ts'
import type { Source } from './source.ts'

export interface Ring {
  readonly modes: number
  readonly radius: number
  readonly sd: number
}

/** Gaussians in the plane with centres equally spaced on a circle: centre k at radius·(cos 2πk/modes, sin 2πk/modes). */
export const ring = ({ modes, radius, sd }: Ring): Source =>
  gaussianMixture(
    Array.from({ length: modes }, (_, k) => {
      const angle = (2 * Math.PI * k) / modes
      return [radius * Math.cos(angle), radius * Math.sin(angle)]
    }),
    sd,
  )
