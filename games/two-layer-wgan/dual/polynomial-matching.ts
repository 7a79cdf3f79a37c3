import { Matrix } from 'ml-matrix'
import type { Certified } from '../../../core/contract.ts'
import { Refusal } from '../../../core/refusal.ts'
import { inner } from '../../../core/linear-algebra/matrices.ts'
import { spectrum } from '../../../core/linear-algebra/symmetric.ts'
import { axesOf, type Axes, type Side } from '../../quadratic-wgan/moments.ts'
import { firstMoment } from '../means.ts'
import { finite, mean, neuronsOf as momentsOf, uncertain, vdot, type Dual, type Problem } from './dual.ts'
import type { MeanCovariance, Moments } from './matching.ts'
import { excess, leastBound, proved, solveMeanCovariance } from './mean-and-covariance.ts'
import { meanDirection } from './mean-matching.ts'
import { neuronsOf } from './neurons.ts'

/** Columns of the data at most: the Schur matrix of d²/2 unknowns makes an iteration take O(d⁶) operations (docs/convex-duality.md has seconds). */
const mostColumns = 40
/** Largest relative gap with which the program counts as solved. */
const tolerance = 1e-10

/**
 * A [p, d] with AᵀΣA = S and Aᵀζ = g for the features' Σ = E φφᵀ and ζ = E φ: in their axes A is e·hᵀ + E_⊥(S − hhᵀ)^{1/2}, where e is the unit
 * vector along Σ^{−1/2}ζ and h = g/√q. Eigenvalues of S − hhᵀ below 1e-8 of S are rounding. Throws where its rank leaves no room.
 */
export function generatorOf(
  id: string,
  { second: S, first: g }: Moments,
  { roots, directions }: Axes,
  ζ: readonly number[],
  q: number,
): Matrix {
  // prettier-ignore
  const d = S.rows
  const along = roots.map((D, i) => vdot(directions.getRow(i), ζ) / (D * Math.sqrt(q || 1)))
  const h = g.map(x => x / Math.sqrt(q || 1))
  const rest = Matrix.sub(S, Matrix.columnVector([...h]).mmul(Matrix.rowVector([...h])))
  const { values, vectors } = spectrum(rest)
  const kept = values.filter(λ => λ > 1e-8 * S.trace())
  const room = q > 0 ? roots.length - 1 : roots.length
  if (kept.length > room) {
    throw new Refusal(
      `${id}: the latents' rank must be at least ${kept.length + (q > 0 ? 1 : 0)} for this beta (β), got ${roots.length}: ` +
        'the convex program has its optimum at generated moments of a higher rank than the generator has',
    )
  }
  // The reflection that takes the first basis vector to e = along; its other columns are orthonormal and orthogonal to e.
  const w = along.map((x, i) => (i === 0 ? x - 1 : x))
  const size = vdot(w, w)
  const column = (c: number): number[] => w.map((x, i) => (i === c ? 1 : 0) - (size < 1e-30 ? 0 : (2 * x * w[c]!) / size))
  const A = new Matrix(directions.columns, d)
  const add = (axis: readonly number[], row: readonly number[]): void =>
    axis.forEach((x, i) => {
      for (let p = 0; p < A.rows; p++) {
        for (let j = 0; j < d; j++) A.set(p, j, A.get(p, j) + ((directions.get(i, p) * x) / roots[i]!) * row[j]!)
      }
    })
  if (q > 0) add(column(0), h)
  kept.forEach((λ, r) => add(q > 0 ? column(r + 1) : roots.map((_, i) => (i === r ? 1 : 0)), vectors.getRow(r).map(x => x * Math.sqrt(λ)))) // prettier-ignore
  return A
}

/**
 * s, where a generated ΦA costs ‖A‖² = E‖G‖²/s (`weights`): E φφᵀ = s·I, up to rounding. Throws for other features: the least ‖A‖² of given
 * moments is then no convex function of them, and a pure generator pays more than any critic proves (docs/convex-duality.md).
 */
function alike(id: string, { second, d }: Side): number {
  const s = second.trace() / d
  if (s > 0 && Matrix.sub(second, Matrix.eye(d, d, s)).norm() <= 1e-12 * s * d) return s
  throw new Refusal(
    `${id}: the program of a polynomial critic with regulariser=weights is convex only where E zzᵀ (of the generator's features) is a multiple of the identity, as that of a number of white latents is: ` +
      'elsewhere the least ‖W‖² is no convex function of the generated moments, and a generator may pay more than any critic proves; regulariser=output is valid',
  )
}

/**
 * Polynomial critic σ(t) = at² + bt + c, mean and covariance matching, R_g = E‖G‖²: the S-lemma's semidefinite program, solved by an
 * interior-point method to a relative gap of at most 1e-10 between tr S of a feasible point and what its dual critic proves.
 * Certified gap for tr S ≤ T = 2p* and Σ|vⱼ| ≤ B, twice the optimal critic's:  R_g + B·excess(S, g) − proved(M, w, Σ|vⱼ|; T).
 * R_g = ‖W‖² where E φφᵀ = s·I is E‖G‖²/s: the same program, with p* and the critic's weights divided by s.
 */
export function polynomialMatching(problem: Problem, [a, b, c]: readonly [number, number, number]): Dual {
  const { id, real, features, β, regulariser, generated } = problem
  const s = regulariser === 'output' ? 1 : alike(id, features)
  const m = Array.from(firstMoment(real))
  const { q } = meanDirection(features, 'output')
  const program: MeanCovariance = { C: real.second, m, q, a, b, κ: c * (real.scale - features.scale), β }
  const none: Moments = { second: new Matrix(real.d, real.d), first: m.map(() => 0) }
  const trivial = excess(program, none) === 0
  const solved = trivial ? null : solvedWithin(id, program)
  const moments = solved?.moments ?? none
  const generator = generatorOf(id, moments, axesOf(features), Array.from(firstMoment(features)), q)
  const optimum = solved ? (solved.upper + solved.lower) / (2 * s) : 0
  const largest = solved ? Math.max(...solved.signs.map(Y => Y.trace())) : 0
  const neurons = (solved?.signs ?? []).flatMap((Y, i) => neuronsOf(Y, 1e-8 * largest).map(({ u, v }) => ({ u, v: (i === 0 ? v : -v) / s }))) // prettier-ignore
  const B = 2 * neurons.reduce((sum, { v }) => sum + Math.abs(v), 0)
  return {
    optimum,
    generator,
    flops: (solved?.iterations ?? 0) * schurFlops(real.d),
    critic: count => {
      if (count < neurons.length)
        throw new Refusal(`${id}: the optimal critic needs neurons (m) of at least ${neurons.length}, got ${count}`)
      const u = Array.from({ length: count }, (_, j) => neurons[j]?.u ?? m.map((_, i) => (i === j % m.length ? 1 : 0)))
      return [Float64Array.from(u.flat()), Float64Array.from({ length: count }, (_, j) => neurons[j]?.v ?? 0)]
    },
    certify: ([θ, ψ]): Certified => {
      const [G, D] = [mean(θ, generated), mean(ψ, momentsOf)]
      if (!G || !D || !finite(G) || !finite(D)) return uncertain(optimum)
      const violation = excess(program, G)
      const payoff = a * inner(D.second, Matrix.sub(real.second, G.second)) + b * vdot(D.first, m.map((x, j) => x - G.first[j]!)) // prettier-ignore
      const times = { second: Matrix.mul(D.second, s), first: D.first.map(x => x * s), plus: D.plus * s, minus: D.minus * s }
      return {
        gap: G.cost + B * violation - proved(program, times, 2 * optimum * s) / s,
        violation,
        value: G.cost + payoff + program.κ * (D.plus - D.minus) - β * (D.plus + D.minus),
        optimum,
      }
    },
  }
}

function solvedWithin(id: string, program: MeanCovariance): ReturnType<typeof solveMeanCovariance> {
  if (program.m.length > mostColumns)
    throw new Refusal(
      `${id}: the semidefinite program of a polynomial critic is solved for data of at most ${mostColumns} columns, got ${program.m.length}; fewer columns, or activation=quadratic or linear, are valid`,
    )
  const solved = solveMeanCovariance(program)
  const gap = (solved.upper - solved.lower) / solved.upper
  if (gap <= tolerance) return solved
  const least = leastBound(program)
  throw new Refusal(
    program.β <= least
      ? `${id}: beta (β) must be above ${Number(least.toPrecision(6))}, the least that generated moments over these latents reach ` +
          `(a column of ones among them helps), got ${program.β}`
      : `${id}: the solver of the semidefinite program stops after ${solved.iterations} iterations with p* between ${solved.lower} and ` +
          `${solved.upper}; a relative gap of at most ${tolerance} is needed`,
  )
}

/** Operations of an iteration: n³/3 for the Schur matrix of n = d(d + 1)/2 + d + 2 unknowns, 24n² for its entries of three blocks. */
const schurFlops = (d: number): number => {
  const n = (d * (d + 1)) / 2 + d + 2
  return n ** 3 / 3 + 24 * n ** 2
}
