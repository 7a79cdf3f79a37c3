import { pure, type Mixture } from '../../core/mixture.ts'
import type { Profile } from '../../core/profile.ts'
import { quotient, scalar, total, type Scalar } from '../../core/scalar.ts'

/** Takes one point after another; what it has is plain state. */
export interface Accumulator {
  init(start: Profile): unknown
  add(sum: unknown, z: Profile, weight: Scalar, phase: unknown): unknown
  phase?(k: number): unknown
  answer(sum: unknown): readonly Mixture[]
}

interface Weighted {
  readonly mean: Profile
  readonly weight: Scalar
}

/** z̄⁺ = z̄ + (w/W⁺)(z − z̄), W⁺ = W + w: the weighted mean of all points so far. */
export const uniform = (includeStart: boolean): Accumulator => ({
  init: (start): Weighted => ({ mean: start, weight: scalar(includeStart ? 1 : 0) }),
  add: (sum, z, w): Weighted => {
    const { mean, weight } = sum as Weighted
    const all = total(weight, w)
    return { mean: mean.plus(z.minus(mean).times(quotient(w, all))), weight: all }
  },
  answer: sum => pure((sum as Weighted).mean),
})

/** z̄⁺ = δz̄ + (1 − δ)z, from the starting point. */
export const ema = (δ: number): Accumulator => ({
  init: (start): { mean: Profile } => ({ mean: start }),
  add: (sum, z): { mean: Profile } => ({ mean: (sum as { mean: Profile }).mean.times(δ).plus(z.times(1 - δ)) }),
  answer: sum => pure((sum as { mean: Profile }).mean),
})
