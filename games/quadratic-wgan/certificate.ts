import { Matrix } from 'ml-matrix'
import type { Certified } from '../../core/contract.ts'
import type { Mixture } from '../../core/mixture.ts'
import type { Point } from '../../core/point.ts'
import { inner, symmetricPart } from '../../core/linear-algebra/matrices.ts'
import { spectrum } from '../../core/linear-algebra/symmetric.ts'
import { type Lifted } from './closed-form.ts'

const finite = (A: Matrix): boolean => A.to1DArray().every(Number.isFinite)

/**
 * The gap of generated second moments S ⪰ 0 and a critic M = Σⱼ vⱼuⱼuⱼᵀ in the lifted game with players bounded by tr S ≤ T and
 * ‖M‖_* ≤ B, for B = 2k and T = 2p*:
 *
 *     tr S + B(‖C − S‖₂ − β)₊ − [⟨M, C⟩ − β‖M‖_* − T(λ_max(M) − 1)₊]
 *
 * The first part is the worst payoff against S, the second the best against M, so that p* lies between them.
 */
export function certify({ C, β, k, optimum }: Lifted, S: Matrix, M: Matrix): Certified {
  if (!finite(S) || !finite(M)) return { gap: NaN, violation: NaN, value: NaN, optimum }
  const E = Matrix.sub(C, S)
  const violation = Math.max(0, Math.max(...spectrum(E).values.map(Math.abs)) - β)
  const μ = spectrum(M).values
  const nuclear = μ.reduce((sum, x) => sum + Math.abs(x), 0)
  const upper = S.trace() + 2 * k * violation
  const lower = inner(M, C) - β * nuclear - 2 * optimum * Math.max(0, μ[0]! - 1)
  return { gap: upper - lower, violation, value: S.trace() + inner(M, E) - β * nuclear, optimum }
}

/** Σ_a w_a·f(atom a): what a mixed strategy is in the lifted game, whose payoff is linear in S and, but for −β‖M‖_*, in M. */
export function lift({ atoms, weights }: Mixture, d: number, f: (x: Point) => Matrix): Matrix {
  return atoms.reduce((sum, atom, a) => sum.add(Matrix.mul(f(atom), Number(weights[a]))), new Matrix(d, d))
}

/** S = WᵀΣW for W [d_z, d] and the latents' second moments Σ. */
export const generatedMoments = (W: Float64Array, Σ: Matrix): Matrix => {
  const w = Matrix.from1DArray(Σ.rows, W.length / Σ.rows, Array.from(W))
  return symmetricPart(w.transpose().mmul(Σ).mmul(w))
}

/** M = Σⱼ vⱼuⱼuⱼᵀ for U [m, d] row by row and v [m]. */
export const criticMoments = (U: Float64Array, v: Float64Array): Matrix => {
  const u = Matrix.from1DArray(v.length, U.length / v.length, Array.from(U))
  return symmetricPart(
    u
      .transpose()
      .mmul(Matrix.diag(Array.from(v)))
      .mmul(u),
  )
}
