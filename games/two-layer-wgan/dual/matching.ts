import type { Matrix } from 'ml-matrix'
import type { Generated } from './dual.ts'

/**
 * Mean and covariance matching, for a critic σ(t) = at² + bt + c with ‖uⱼ‖ ≤ 1: Δ(u) = a·uᵀ(C − S)u + b·uᵀ(m − g) + κ, and
 *
 *     p* = min tr S   subject to   [[S, g], [gᵀ, q]] ⪰ 0   and, by the S-lemma, for τ = ±1 and some ρ ≥ 0
 *                                  [[ρI − τa(C − S), −τb(m − g)/2], [·ᵀ, β − τκ − ρ]] ⪰ 0
 */
export interface MeanCovariance {
  /** C = E xxᵀ [d, d] and m = E x [d], or their sums. */
  readonly C: Matrix
  readonly m: readonly number[]
  /** ζᵀΣ⁺ζ of the generator's features: S ⪰ ggᵀ/q is all that S and g owe each other; 0: g = 0. */
  readonly q: number
  readonly a: number
  readonly b: number
  /** c times the difference of the two sides' weights: 0 for means. */
  readonly κ: number
  readonly β: number
}
export type Moments = Pick<Generated, 'second' | 'first'>
