import { CholeskyDecomposition, EigenvalueDecomposition, Matrix, solve } from 'ml-matrix'
import { inner, symmetricPart } from '../linear-algebra/matrices.ts'

/** An entry of a symmetric matrix, written once: both (row, column) and (column, row) have this value. */
export type Entry = readonly [row: number, column: number, value: number]
/** The constraint F₀ + Σᵢ yᵢFᵢ ⪰ 0, with sparse Fᵢ. */
export interface Block {
  readonly constant: Matrix
  readonly terms: readonly (readonly Entry[])[]
}
/** min cᵀy subject to all blocks. */
export interface SemidefiniteProgram {
  readonly cost: readonly number[]
  readonly blocks: readonly Block[]
}
/** An iterate: y, the slack matrices X = F(y) ≻ 0 and the dual matrices Y ≻ 0, one a block. */
export interface Interior {
  readonly y: readonly number[]
  readonly slacks: readonly Matrix[]
  readonly duals: readonly Matrix[]
}

/** Bounds of the optimum; an infinite one where the iterate gives none. */
export interface Bounds {
  readonly upper: number
  readonly lower: number
}
/** The iterates that gave the best bounds, and after how many iterations. */
export interface Found extends Bounds {
  readonly primal: Interior
  readonly dual: Interior
  readonly iterations: number
}

/**
 * The semidefinite program min cᵀy, F₀ + ΣyᵢFᵢ = X ⪰ 0 and its dual max −⟨F₀, Y⟩, ⟨Fᵢ, Y⟩ = cᵢ, Y ⪰ 0, by the infeasible primal-dual
 * interior-point method with the HKM direction and Mehrotra's predictor and corrector:
 *
 *     dX = R + Σ dyᵢFᵢ,      dY = σμX⁻¹ − Y − sym(X⁻¹(dX Y + dX_a dY_a)),      ⟨Fᵢ, Y + dY⟩ = cᵢ
 *
 * Helmberg, Rendl, Vanderbei, Wolkowicz, SIAM J. Optim. 6:342 (1996).
 *
 * Dense and small: the Schur matrix of n unknowns is factored every iteration. `bounds` are the caller's own bounds of the optimum at an
 * iterate, each valid by itself; the iterate with the least upper and the one with the largest lower bound are answered, once their gap
 * relative to the upper one is ≤ `tolerance` or no step is left. Reaching the tolerance is for the caller to check.
 */
export function interiorPoint(
  { cost, blocks }: SemidefiniteProgram,
  bounds: (at: Interior) => Bounds,
  { tolerance = 1e-13, iterations = 100 } = {},
): Found {
  const sizes = blocks.map(b => b.constant.rows)
  const order = sizes.reduce((a, b) => a + b, 0)
  const entries = blocks.map(b => b.terms.map(both))
  const eyes = (scale: number): Matrix[] => sizes.map(s => Matrix.eye(s, s, scale))
  let at: Interior = { y: cost.map(() => 0), slacks: eyes(10), duals: eyes(10) }
  let best: Found = { primal: at, dual: at, upper: Infinity, lower: -Infinity, iterations: 0 }
  for (let k = 1; k <= iterations; k++) {
    const { y, slacks: X, duals: Y } = at
    const inverses = X.map(inverse)
    const μ = X.reduce((sum, x, b) => sum + inner(x, Y[b]!), 0) / order
    // What rounding leaves of X − F(y) is nothing to correct: divided by the small eigenvalues of X it would spoil Y.
    const R = blocks.map((b, i) => {
      const apart = Matrix.sub(linear(b.constant, b, y), X[i]!)
      return apart.norm() > 1e-13 * (1 + X[i]!.norm()) ? apart : Matrix.zeros(apart.rows, apart.columns)
    })
    const B = new Matrix(cost.length, cost.length)
    entries.forEach((terms, b) => addSchur(B, terms, inverses[b]!, Y[b]!))
    const direction = (centre: number, second: readonly Matrix[] | null): { dy: number[]; dX: Matrix[]; dY: Matrix[] } => {
      const fixed = R.map((r, b) => {
        const coupled = second ? Matrix.add(r.mmul(Y[b]!), second[b]!) : r.mmul(Y[b]!)
        return Matrix.sub(Matrix.mul(inverses[b]!, centre), inverses[b]!.mmul(coupled))
      })
      const rhs = cost.map((c, i) => entries.reduce((sum, terms, b) => sum + pair(terms[i]!, fixed[b]!), -c))
      const dy = solveSymmetric(B, rhs)
      const dX = blocks.map((b, i) => linear(R[i]!, b, dy))
      const dY = dX.map((dx, b) => {
        const coupled = second ? Matrix.add(dx.mmul(Y[b]!), second[b]!) : dx.mmul(Y[b]!)
        return symmetricPart(Matrix.sub(Matrix.sub(Matrix.mul(inverses[b]!, centre), Y[b]!), inverses[b]!.mmul(coupled)))
      })
      return { dy, dX, dY }
    }
    const lengths = (dX: readonly Matrix[], dY: readonly Matrix[]): [number, number] => [longest(X, dX), longest(Y, dY)]
    let moved: Interior
    try {
      const predicted = direction(0, null)
      const [p, d] = lengths(predicted.dX, predicted.dY).map(a => Math.min(1, a)) as [number, number]
      const ahead =
        X.reduce((sum, x, b) => sum + inner(along(x, predicted.dX[b]!, p), along(Y[b]!, predicted.dY[b]!, d)), 0) / order
      const σ = Math.min(1, Math.max(ahead / μ, 0.2) ** 3)
      let { dy, dX, dY } = direction(
        σ * μ,
        predicted.dX.map((dx, b) => dx.mmul(predicted.dY[b]!)),
      )
      let [α, β] = lengths(dX, dY)
      if (Math.min(α, β) < 0.2) {
        // Too near the boundary: back to the central path.
        ;({ dy, dX, dY } = direction(μ, null))
        ;[α, β] = lengths(dX, dY)
      }
      ;[α, β] = [α, β].map(a => Math.min(1, 0.95 * a)) as [number, number]
      if (!(Math.max(α, β) > 1e-8)) break
      moved = {
        y: y.map((v, i) => v + α * dy[i]!),
        slacks: X.map((x, b) => along(x, dX[b]!, α)),
        duals: Y.map((x, b) => along(x, dY[b]!, β)),
      }
      if (![...moved.slacks, ...moved.duals].every(definite)) break
    } catch {
      break // the Schur matrix is singular in double precision: no step is left
    }
    at = moved
    const { upper, lower } = bounds(at)
    const better = upper < best.upper || lower > best.lower
    if (upper < best.upper) best = { ...best, primal: at, upper }
    if (lower > best.lower) best = { ...best, dual: at, lower }
    if (better) best = { ...best, iterations: k }
    const solved = Number.isFinite(best.upper) && best.upper - best.lower <= tolerance * Math.abs(best.upper)
    if (solved || k - best.iterations > 12) break
  }
  return best
}

type Full = readonly Entry[]
const both = (entries: readonly Entry[]): Full => entries.flatMap(([r, c, v]): Entry[] => (r === c ? [[r, c, v]] : [[r, c, v], [c, r, v]])) // prettier-ignore
/** A + Σ yᵢFᵢ. */
const linear = (A: Matrix, { terms }: Block, y: readonly number[]): Matrix => {
  const out = A.clone()
  terms.forEach((term, i) => both(term).forEach(([r, c, v]) => out.set(r, c, out.get(r, c) + v * y[i]!)))
  return out
}
/** B_ij += tr(Fᵢ X⁻¹ Fⱼ Y). */
function addSchur(B: Matrix, terms: readonly Full[], inverse: Matrix, Y: Matrix): void {
  const [P, Q] = [inverse.to2DArray(), Y.to2DArray()]
  terms.forEach((left, i) => {
    if (left.length === 0) return
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (const [r, c, v] of left) for (const [s, t, w] of terms[j]!) sum += v * w * P[c]![s]! * Q[t]![r]!
      B.set(i, j, B.get(i, j) + sum)
      if (i !== j) B.set(j, i, B.get(j, i) + sum)
    }
  })
}
const pair = (entries: Full, A: Matrix): number => entries.reduce((sum, [r, c, v]) => sum + v * A.get(r, c), 0)
const along = (A: Matrix, D: Matrix, α: number): Matrix => Matrix.add(A, Matrix.mul(D, α))
const definite = (A: Matrix): boolean => new CholeskyDecomposition(A).isPositiveDefinite()
const inverse = (A: Matrix): Matrix => symmetricPart(new CholeskyDecomposition(A).solve(Matrix.eye(A.rows)))
/** max α with A + αD ⪰ 0 in every block, for A ≻ 0. */
const longest = (A: readonly Matrix[], D: readonly Matrix[]): number =>
  A.reduce((most, a, b) => {
    const L = new CholeskyDecomposition(a).lowerTriangularMatrix
    const half = solve(L, D[b]!)
    const { realEigenvalues } = new EigenvalueDecomposition(symmetricPart(solve(L, half.transpose())), { assumeSymmetric: true })
    const least = Math.min(...realEigenvalues)
    return least < 0 ? Math.min(most, -1 / least) : most
  }, Infinity)
/** Cholesky after scaling to a unit diagonal, with a ridge where that is singular in double precision, and three steps of refinement. */
function solveSymmetric(B: Matrix, rhs: readonly number[]): number[] {
  const s = B.diagonal().map(b => 1 / Math.sqrt(b))
  const scaled = new Matrix(B.rows, B.rows)
  for (let i = 0; i < B.rows; i++) for (let j = 0; j < B.rows; j++) scaled.set(i, j, B.get(i, j) * (s[i]! * s[j]!))
  const b = Matrix.columnVector(rhs.map((r, i) => r * s[i]!))
  for (const ridge of [0, 1e-15, 1e-14, 1e-13, 1e-12]) {
    const factor = new CholeskyDecomposition(Matrix.add(scaled, Matrix.eye(B.rows, B.rows, ridge)))
    if (!factor.isPositiveDefinite()) continue
    const x = factor.solve(b)
    for (let k = 0; k < 3; k++) x.add(factor.solve(Matrix.sub(b, scaled.mmul(x))))
    return x.to1DArray().map((v, i) => v * s[i]!)
  }
  throw new Error('sdp: the Schur matrix is singular')
}
