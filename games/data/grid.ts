import { gaussianMixture } from './mixture.ts'
import type { Source } from './source.ts'

export interface Grid {
  readonly side: number
  readonly spacing: number
  readonly sd: number
}

/** Gaussians in the plane at the points of a square grid with `side` points a side, centred at 0: −4, −2, …, 4 for 5 and 2. */
export function grid({ side, spacing, sd }: Grid): Source {
  const at = (k: number): number => spacing * (k - (side - 1) / 2)
  return gaussianMixture(
    Array.from({ length: side * side }, (_, k) => [at(Math.floor(k / side)), at(k % side)]),
    sd,
  )
}
