import * as tf from '@tensorflow/tfjs'
import type { Concave } from '../../core/solvers/ball-maximum.ts'

/** A concave function of a score s, with its first and second derivative; the same on tensors. */
interface Scored {
  value(s: number): number
  slope(s: number): number
  bend(s: number): number
  tensor(s: tf.Tensor): tf.Tensor
}
/** M(u, v) = E real(vᵀφ(x)) + E fake(vᵀφ(G_u(z))), concave in v; `slope` bounds both first derivatives. */
export interface Payoff {
  readonly real: Scored
  readonly fake: Scored
  readonly slope: number
  readonly linear: boolean
}

const softplus = (s: number): number => Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s)))
const σ = (s: number): number => (s >= 0 ? 1 / (1 + Math.exp(-s)) : Math.exp(s) / (1 + Math.exp(s)))
/** ½log σ(±s). */
const half = (sign: 1 | -1): Scored => ({
  value: s => -0.5 * softplus(-sign * s),
  slope: s => 0.5 * sign * σ(-sign * s),
  bend: s => -0.5 * σ(s) * σ(-s),
  tensor: s => tf.mul(tf.softplus(sign === 1 ? tf.neg(s) : s), -0.5),
})
const straight = (sign: 1 | -1): Scored => ({
  value: s => sign * s,
  slope: () => sign,
  bend: () => 0,
  tensor: s => (sign === 1 ? s : tf.neg(s)),
})

export const payoffs = {
  gan: { real: half(1), fake: half(-1), slope: 0.5, linear: false },
  wasserstein: { real: straight(1), fake: straight(-1), slope: 1, linear: true },
} as const satisfies Readonly<Record<string, Payoff>>

/** Rows φ [n, m], one after another, whose scores f takes, each with its weight. */
export interface Term {
  readonly f: Scored
  readonly rows: Float64Array
  readonly weights: Float64Array
}

/** v ↦ Σ wₖ f(vᵀφₖ) over all rows of all terms. */
export function concave(terms: readonly Term[], m: number): Concave {
  const each = (v: Float64Array, see: (term: Term, k: number, s: number) => void): void => {
    for (const term of terms) {
      for (let k = 0; k < term.weights.length; k++) {
        let s = 0
        for (let i = 0; i < m; i++) s += v[i]! * term.rows[k * m + i]!
        see(term, k, s)
      }
    }
  }
  return {
    value: v => {
      let sum = 0
      each(v, ({ f, weights }, k, s) => (sum += weights[k]! * f.value(s)))
      return sum
    },
    gradient: v => {
      const g = new Float64Array(m)
      each(v, ({ f, rows, weights }, k, s) => {
        const c = weights[k]! * f.slope(s)
        for (let i = 0; i < m; i++) g[i]! += c * rows[k * m + i]!
      })
      return g
    },
    curvature: v => {
      const B = new Float64Array(m * m)
      each(v, ({ f, rows, weights }, k, s) => {
        const c = -weights[k]! * f.bend(s)
        if (c !== 0)
          for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) B[i * m + j]! += c * rows[k * m + i]! * rows[k * m + j]!
      })
      return B
    },
  }
}
