import { pure, type Mixture } from '../../core/mixture.ts'
import type { Profile } from '../../core/profile.ts'
import { quotient, scalar, total, type Scalar } from '../../core/scalar.ts'

/** Takes one point after another; what it has is plain state. */
export interface Accumulator<S = unknown> {
  init(start: Profile): S
  add(sum: S, z: Profile, weight: Scalar, phase: unknown): S
  phase?(k: number): unknown
  answer(sum: S): readonly Mixture[]
}

export interface Weighted {
  readonly mean: Profile
  readonly weight: Scalar
}

/** z̄⁺ = z̄ + (w/W⁺)(z − z̄), W⁺ = W + w: the weighted mean of all points so far. */
export const uniform = (includeStart: boolean): Accumulator<Weighted> => ({
  init: (start): Weighted => ({ mean: start, weight: scalar(includeStart ? 1 : 0) }),
  add: ({ mean, weight }, z, w): Weighted => {
    const all = total(weight, w)
    return { mean: mean.plus(z.minus(mean).times(quotient(w, all))), weight: all }
  },
  answer: ({ mean }) => pure(mean),
})

/** z̄⁺ = δz̄ + (1 − δ)z, from the starting point. */
export const ema = (δ: number): Accumulator<{ readonly mean: Profile }> => ({
  init: start => ({ mean: start }),
  add: ({ mean }, z) => ({ mean: mean.times(δ).plus(z.times(1 - δ)) }),
  answer: ({ mean }) => pure(mean),
})
