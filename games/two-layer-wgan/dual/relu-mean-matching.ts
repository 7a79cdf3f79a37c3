import { Matrix } from 'ml-matrix'
import { arrangement } from '../../../core/arrangements/arrangement.ts'
import { vertices } from '../../../core/arrangements/zonotope.ts'
import type { Certified } from '../../../core/contract.ts'
import { Refusal } from '../../../core/refusal.ts'
import { firstMoment } from '../means.ts'
import { finite, mean, neuronsOf, uncertain, vdot, type Dual, type Problem } from './dual.ts'

/** The hidden neuron of length at most 1 with the largest mean. */
export interface Steepest {
  /** h* = max over ‖w‖ ≤ 1 of E (wᵀz)₊. */
  readonly h: number
  readonly w: Float64Array
}

/**
 * max over ‖w‖ ≤ 1 of 1ᵀ(Zw)₊, exactly: the support function of Zon(Z), whose largest value on the ball is the length of the farthest
 * vertex p = ZᵀD1, at w = p/‖p‖. All sign patterns D of Z are enumerated; a Refusal where they are too many. Rows carry their weight.
 */
export function steepest(rows: readonly Float64Array[], d: number, what: string): Steepest {
  const p = vertices(rows, d, arrangement(rows, d, what)).reduce((far, next) =>
    Math.hypot(...next) > Math.hypot(...far) ? next : far,
  )
  const h = Math.hypot(...p)
  return { h, w: p.map((x, i) => (h > 0 ? x / h : i === 0 ? 1 : 0)) }
}

/**
 * Linear critic, ReLU generator G(z) = W₂ᵀ(W₁ᵀz)₊, R_g = ½(‖W₁‖² + ‖W₂‖²), whose least for the same map is Σ‖w₁ⱼ‖‖w₂ⱼ‖. A generated mean is
 * g = Σ E(w₁ⱼᵀz)₊ w₂ⱼ, so ‖g‖ ≤ h*·R_g, with equality for one neuron w₁ = w*. Hence min R_g subject to ‖m − g‖ ≤ β is
 *
 *     p* = (‖m‖ − β)₊/h*,     g* = (1 − β/‖m‖)₊ m,     c* = Σvⱼuⱼ = m/(h*‖m‖)      (c* = 0 where p* = 0)
 *
 * Certified gap for ‖c‖ ≤ B = 2/h* and R_g ≤ T = 2p*:  R_g + B(‖m − g‖ − β)₊ − [⟨c, m⟩ − β‖c‖ − T(h*‖c‖ − 1)₊]; the bracket is the least payoff
 * against c. `generator` is the row g*. Throws where every latent is 0 and ‖m‖ > β.
 */
export function reluMeanMatching({ id, real, β, generated }: Problem, { h }: Steepest): Dual {
  const m = Array.from(firstMoment(real))
  const norm = Math.hypot(...m)
  const excess = Math.max(norm - β, 0)
  if (h === 0 && excess > 0)
    throw new Refusal(
      `${id}: latent (Z) must have a row that is not 0: every generated mean is zero, and the data's, of length ${norm}, is farther than the effective beta (β_d = ${β})`,
    )
  const optimum = excess === 0 ? 0 : excess / h
  const length = excess > 0 ? 1 / h : 0
  const u = norm > 0 ? m.map(x => x / norm) : m.map((_, j) => (j === 0 ? 1 : 0))
  return {
    optimum,
    generator: Matrix.rowVector(m.map(x => (excess > 0 ? 1 - β / norm : 0) * x)),
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
      const lower = vdot(D.first, m) - β * weight - 2 * optimum * Math.max(0, h * weight - 1)
      return {
        gap: G.cost + 2 * length * violation - lower,
        violation,
        value: G.cost + vdot(D.first, apart) - β * weight,
        optimum,
      }
    },
    flops: 2 * real.d,
  }
}
