import type { Certified } from '../../../core/contract.ts'
import { firstMoment } from '../means.ts'
import { finite, mean, neuronsOf, uncertain, vdot, type Dual, type Problem } from './dual.ts'

/** What a linear critic sees of the data. */
export interface Apart {
  readonly m: readonly number[]
  readonly norm: number
  /** (‖m‖ − β)₊. */
  readonly excess: number
  /** The nearest mean that is within β, (1 − β/‖m‖)₊ m. */
  readonly nearest: readonly number[]
}
export function apartOf({ real, β }: Problem): Apart {
  const m = Array.from(firstMoment(real))
  const norm = Math.hypot(...m)
  const excess = Math.max(norm - β, 0)
  const shrink = excess > 0 ? 1 - β / norm : 0
  return { m, norm, excess, nearest: m.map(x => shrink * x) }
}

/**
 * The critic and the certificate of min R_g subject to ‖m − g‖ ≤ β, for p* and the length ‖c*‖ of c* = Σvⱼuⱼ ∥ m. The gap for ‖c‖ ≤ B = 2‖c*‖, where
 * `unpaid(‖c‖)` is what the cheapest generator saves against c beside what c pays:
 *
 *     R_g + B(‖m − g‖ − β)₊ − [⟨c, m⟩ − β‖c‖ − unpaid(‖c‖)]
 */
export function meanGap(
  { β, generated }: Problem,
  { m, norm }: Apart,
  { optimum, length, unpaid }: { optimum: number; length: number; unpaid: (weight: number) => number },
): Pick<Dual, 'critic' | 'certify'> {
  const u = norm > 0 ? m.map(x => x / norm) : m.map((_, j) => (j === 0 ? 1 : 0))
  const B = 2 * length
  return {
    critic: neurons => [
      Float64Array.from(Array.from({ length: neurons }, () => u).flat()),
      Float64Array.from({ length: neurons }, (_, j) => (j === 0 ? length : 0)),
    ],
    certify: ([θ, ψ]): Certified => {
      const [G, D] = [mean(θ, generated), mean(ψ, neuronsOf)]
      if (!G || !D || !finite(G) || !finite(D)) return uncertain(optimum)
      const apart = m.map((x, j) => x - G.first[j]!)
      const violation = Math.max(0, Math.hypot(...apart) - β)
      const weight = Math.hypot(...D.first)
      const lower = vdot(D.first, m) - β * weight - unpaid(weight)
      return {
        gap: G.cost + B * violation - lower,
        violation,
        value: G.cost + vdot(D.first, apart) - β * weight,
        optimum,
      }
    },
  }
}
