import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { dot, norm } from '../vector.ts'

/** A smooth concave function of a vector, on the host. */
export interface Concave {
  value(v: Float64Array): number
  gradient(v: Float64Array): Float64Array
  /** Minus the Hessian, row by row: [m, m], symmetric and positive semidefinite. */
  curvature(v: Float64Array): Float64Array
}

/** value ≤ max f ≤ bound. */
export interface Maximum {
  readonly point: Float64Array
  readonly value: number
  readonly bound: number
}

/** Passes at most, and the distance of the two values, relative to max(1, |f|), at which it ends. */
const [passes, enough] = [100, 1e-13]

/**
 * argmax of bᵀw − ½wᵀBw over ‖w‖ ≤ R for B ⪰ 0: (B + λI)⁻¹b with λ = 0, or the λ > 0 at which its norm is R. The norm falls in λ and is at most
 * ‖b‖/λ, so that λ lies in (0, ‖b‖/R] and is found by bisection.
 */
function quadraticMaximum(b: Float64Array, B: Float64Array, R: number): Float64Array {
  const m = b.length
  const { realEigenvalues, eigenvectorMatrix: Q } = new EigenvalueDecomposition(Matrix.from1DArray(m, m, B), {
    assumeSymmetric: true,
  })
  const along = realEigenvalues.map((_, k) => b.reduce((s, x, i) => s + x * Q.get(i, k), 0))
  const bent = realEigenvalues.map(e => Math.max(e, 0))
  const at = (λ: number): number[] => along.map((c, k) => (c === 0 ? 0 : c / (bent[k]! + λ)))
  let [low, high] = [0, norm(b) / R]
  if (!(Math.hypot(...at(0)) <= R)) {
    for (let middle = high / 2; low < middle && middle < high; middle = (low + high) / 2) {
      if (Math.hypot(...at(middle)) > R) low = middle
      else high = middle
    }
  } else high = 0
  const w = at(high)
  return Float64Array.from({ length: m }, (_, i) => w.reduce((s, x, k) => s + x * Q.get(i, k), 0))
}

/**
 * The maximum of a concave f over ‖v‖ ≤ R by Newton's method: the quadratic model is maximised on the ball, and f along the way to there.
 *
 *     f(v) ≤ max f ≤ f(v) + R‖∇f(v)‖ − ⟨∇f(v), v⟩        (concavity; the linear model's maximum on the ball)
 *
 * proves every answer, converged or not: it ends where both sides are 1e-13·max(1, |f|) apart or after 100 passes. A pass takes O(m³).
 */
export function ballMaximum({ value, gradient, curvature }: Concave, R: number, start: Float64Array): Maximum {
  let v = start
  let best: Maximum = { point: v, value: value(v), bound: Infinity }
  for (let pass = 0; pass < passes; pass++) {
    const [f, g, B] = [value(v), gradient(v), curvature(v)]
    const bound = f + Math.max(0, R * norm(g) - dot(g, v))
    best = { ...(f >= best.value ? { point: v, value: f } : best), bound: Math.min(best.bound, bound) }
    if (best.bound - best.value <= enough * Math.max(1, Math.abs(f))) break
    const b = g.map((x, i) => x + dot(B.subarray(i * v.length, (i + 1) * v.length), v))
    const w = quadraticMaximum(b, B, R)
    const d = w.map((x, i) => x - v[i]!)
    const rise = dot(g, d)
    let [t, next] = [1, w]
    while (t > 1e-12 && !(value(next) >= f + 1e-4 * t * rise)) {
      t /= 2
      next = v.map((x, i) => x + t * d[i]!)
    }
    if (t <= 1e-12) break
    v = next
  }
  return best
}
