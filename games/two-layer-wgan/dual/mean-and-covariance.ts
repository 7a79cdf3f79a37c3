import { Matrix } from 'ml-matrix'
import { interiorPoint } from '../../../core/solvers/sdp.ts'
import { inner } from '../../../core/linear-algebra/matrices.ts'
import { spectrum } from '../../../core/linear-algebra/symmetric.ts'
import { vdot, type Neurons } from './dual.ts'
import type { MeanCovariance, Moments } from './matching.ts'
import { momentProgram } from './moment-program.ts'
import { secular } from './secular.ts'

/** (max_{‖u‖≤1} |Δ(u)| − β)₊, exactly. */
export function excess({ C, m, a, b, κ, β }: MeanCovariance, { second: S, first: g }: Moments): number {
  const { values, vectors } = spectrum(Matrix.sub(C, S))
  const apart = m.map((x, j) => x - g[j]!)
  const e = values.map((_, i) => b * vdot(vectors.getRow(i), apart))
  const most = [1, -1].map(τ => secular(values.map(λ => τ * a * λ), e, 0).value + τ * κ) // prettier-ignore
  return Math.max(0, ...most.map(x => x - β))
}

/** What a critic proves: the least payoff against it of generators with tr S ≤ T, a lower bound of p* for T ≥ p*. */
export function proved(
  { C, m, q, a, b, κ, β }: MeanCovariance,
  { second: M, first: w, plus, minus }: Neurons,
  T: number,
): number {
  const bound = a * inner(M, C) + b * vdot(w, m) + κ * (plus - minus) - β * (plus + minus)
  if (T === 0) return bound
  const { values, vectors } = spectrum(M)
  const e = values.map((_, i) => b * Math.sqrt(q / T) * vdot(vectors.getRow(i), w))
  return bound + T - T * secular(values.map(μ => a * μ), e, 1).value // prettier-ignore
}

export interface Solved {
  readonly moments: Moments
  /** Dual matrices of the two signs, [d + 1, d + 1], whose difference holds M and w. */
  readonly signs: readonly [Matrix, Matrix]
  readonly upper: number
  readonly lower: number
  readonly iterations: number
}

/** The program in units in which C and the larger of a and b are 1: x = s·x′, and Δ = f·Δ′. */
function inUnits({ C, m, q, a, b, κ, β }: MeanCovariance): {
  readonly s: number
  readonly f: number
  readonly unit: MeanCovariance
} {
  const s = Math.sqrt(Math.max(spectrum(C).values[0]!, vdot(m, m) / (q || 1)))
  const f = Math.max(Math.abs(a) * s * s, Math.abs(b) * s)
  const scaled = { C: Matrix.mul(C, 1 / s ** 2), m: m.map(x => x / s), q, κ: κ / f, β: β / f }
  return { s, f, unit: { ...scaled, a: (a * s * s) / f, b: (b * s) / f } }
}

/** The least β for which any generated moments are near enough, to six digits: of a program that has always a solution. */
export function leastBound(problem: MeanCovariance): number {
  const { f, unit } = inUnits(problem)
  const { cost, blocks } = momentProgram(unit, true)
  const best = interiorPoint(
    { cost, blocks },
    ({ y, slacks, duals }) => {
      const t = y.at(-1)!
      return { upper: t, lower: t - slacks.reduce((sum, X, b) => sum + inner(X, duals[b]!), 0) }
    },
    { tolerance: 1e-7 },
  )
  return best.lower * f
}

/**
 * The semidefinite program, by an interior-point method. `upper` and `lower` bound p* whatever the method did: tr S of a point that is
 * feasible, and what the critic (M, w) proves.
 */
export function solveMeanCovariance(problem: MeanCovariance): Solved {
  const { s, f, unit } = inUnits(problem)
  const { cost, blocks, read } = momentProgram(unit)
  const best = interiorPoint({ cost, blocks }, at => {
    const { moments, signs } = read(at)
    if (excess(unit, moments) > 0) return { upper: Infinity, lower: -Infinity }
    const upper = moments.second.trace()
    return { upper, lower: proved(unit, criticOf(signs), 2 * upper) }
  })
  const { moments } = read(best.primal)
  const { signs } = read(best.dual)
  // The payoff was divided by s² and Δ by f: the dual matrices scale by s²/f.
  const lift = (Y: Matrix): Matrix => Matrix.mul(Y, (s * s) / f)
  return {
    moments: { second: Matrix.mul(moments.second, s * s), first: moments.first.map(x => x * s) },
    signs: [lift(signs[0]), lift(signs[1])],
    upper: best.upper * s * s,
    lower: best.lower * s * s,
    iterations: best.iterations,
  }
}

/** What the dual matrices say of a critic: M, w and, as Σ|vⱼ| of either sign, the least mass that unit neurons need. */
export function criticOf([Y, N]: readonly [Matrix, Matrix]): Neurons {
  const d = Y.rows - 1
  const part = (y: Matrix) => {
    const second = y.subMatrix(0, d - 1, 0, d - 1)
    return { second, first: y.getColumn(d).slice(0, d), mass: Math.max(y.get(d, d), second.trace()) }
  }
  const [p, n] = [part(Y), part(N)]
  return {
    second: Matrix.sub(p.second, n.second),
    first: p.first.map((x, j) => x - n.first[j]!),
    plus: p.mass,
    minus: n.mass,
  }
}
