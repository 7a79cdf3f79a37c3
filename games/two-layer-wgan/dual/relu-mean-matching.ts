import { Matrix } from 'ml-matrix'
import { arrangement } from '../../../core/arrangements/arrangement.ts'
import { vertices } from '../../../core/arrangements/zonotope.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Dual, Problem } from './dual.ts'
import { apartOf, meanGap } from './mean-gap.ts'

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
export function reluMeanMatching(problem: Problem, { h }: Steepest): Dual {
  const { id, real, β } = problem
  const apart = apartOf(problem)
  const { norm, excess, nearest } = apart
  if (h === 0 && excess > 0)
    throw new Refusal(
      `${id}: latent (Z) must have a row that is not 0: every generated mean is zero, and the data's, of length ${norm}, is farther than the effective beta (β_d = ${β})`,
    )
  const optimum = excess === 0 ? 0 : excess / h
  const length = excess > 0 ? 1 / h : 0
  return {
    optimum,
    generator: Matrix.rowVector([...nearest]),
    ...meanGap(problem, apart, { optimum, length, unpaid: weight => 2 * optimum * Math.max(0, h * weight - 1) }),
    flops: 2 * real.d,
  }
}
