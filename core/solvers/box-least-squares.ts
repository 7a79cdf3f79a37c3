import { Matrix, pseudoInverse, QrDecomposition } from 'ml-matrix'
import { dot } from '../vector.ts'

export interface BoxLeastSquares {
  /** a ∈ [0, 1]ⁿ. */
  readonly a: Float64Array
  /** r = p − Aa; where it is not zero, Aa is the only nearest point. */
  readonly residual: Float64Array
  /** ‖r‖. */
  readonly distance: number
  /** ‖r‖ is at most this far above the minimum, by duality: ‖r‖ − [uᵀp − Σᵢ(uᵀaᵢ)₊] with u = r/‖r‖. */
  readonly gap: number
}

/** What the solver found is not exact enough to be an answer: numbers of very different sizes. */
export class Inexact extends Error {}

/** A point p − As of the polytope, at s ∈ {0, 1}ⁿ. */
interface Vertex {
  readonly s: Uint8Array
  readonly y: Float64Array
}

/**
 * min over a ∈ [0, 1]ⁿ of ‖p − Aa‖₂ for A with the given columns aᵢ ∈ ℝᵈ: the distance from p to the zonotope {Aa}, by the algorithm
 * for the point of least norm in a polytope (Wolfe, Math. Program. 11, 1976). It moves between affine hulls of at most d + 1 vertices, ends
 * after finitely many, and needs no more of the zonotope than its farthest vertex in a direction. Throws `Inexact` where `gap` is above
 * 1e-9 of the data's size.
 */
export function boxLeastSquares(columns: readonly Float64Array[], p: Float64Array): BoxLeastSquares {
  const towards = (u: Float64Array): Vertex => {
    const y = Float64Array.from(p)
    const s = Uint8Array.from(columns, column => (dot(column, u) > 0 ? 1 : 0))
    columns.forEach((column, i) => {
      if (s[i]) for (let k = 0; k < y.length; k++) y[k]! -= column[k]!
    })
    return { s, y }
  }
  const scale = columns.reduce((sum, column) => sum + Math.hypot(...column), Math.hypot(...p))
  let [corral, λ] = [[towards(p)], [1]]
  let x = corral[0]!.y
  let gap = Infinity
  for (let k = 0; k < 100 + 50 * columns.length; k++) {
    const distance = Math.hypot(...x)
    const next = towards(x)
    gap = distance === 0 ? 0 : distance - dot(x, next.y) / distance
    if (distance <= 1e-15 * scale || gap <= 2e-16 * scale) break
    if (corral.some(({ s }) => s.every((si, i) => si === next.s[i]))) break
    ;[corral, λ] = settle([...corral, next], [...λ, 0])
    const closer = combine(corral.map(({ y }) => y), λ) // prettier-ignore
    if (!(Math.hypot(...closer) < distance)) break
    x = closer
  }
  const distance = Math.hypot(...x)
  // Where p is inside, the direction of what is left is rounding.
  gap = Math.min(gap, distance)
  if (gap > 1e-9 * scale) {
    throw new Inexact(
      `box least squares of ${columns.length} columns stopped at a gap of ${gap}, more than 1e-9 of the data's size ${scale}`,
    )
  }
  const a = combine(corral.map(({ s }) => Float64Array.from(s)), λ) // prettier-ignore
  return { a, residual: x, distance, gap }
}

const combine = (points: readonly Float64Array[], λ: readonly number[]): Float64Array =>
  points[0]!.map((_, k) => points.reduce((sum, point, i) => sum + λ[i]! * point[k]!, 0))

/** From weights λ ≥ 0 to those of the least norm in the vertices' affine hull; a vertex that is passed on the way is left behind. */
function settle(corral: Vertex[], λ: number[]): [Vertex[], number[]] {
  for (;;) {
    const α = affineMinimiser(corral.map(({ y }) => y))
    if (α.every(weight => weight > 1e-14)) return [corral, α]
    // The farthest point of the way from λ to α with weights ≥ 0.
    const θ = Math.min(1, ...λ.flatMap((l, i) => (α[i]! <= 1e-14 ? [l / (l - α[i]!)] : [])).filter(Number.isFinite))
    const moved = λ.map((l, i) => (1 - θ) * l + θ * α[i]!)
    const least = Math.min(...moved)
    const stay = moved.map(weight => weight > Math.max(1e-14, least))
    if (stay.every(Boolean) || !stay.some(Boolean)) return [corral, α.map(weight => Math.max(0, weight))]
    ;[corral, λ] = [corral.filter((_, i) => stay[i]), moved.filter((_, i) => stay[i])]
  }
}

/** Weights of sum 1 at which Σαᵢyᵢ has the least norm: α₀ = 1 − Σβᵢ, β the least squares solution of Σβᵢ(yᵢ − y₀) ≈ −y₀. */
function affineMinimiser(points: readonly Float64Array[]): number[] {
  const [first, ...others] = points as [Float64Array, ...Float64Array[]]
  if (others.length === 0) return [1]
  const D = new Matrix(others.map(y => Array.from(y, (yk, k) => yk - first[k]!))).transpose()
  const right = Matrix.columnVector(Array.from(first, v => -v))
  const qr = D.rows >= D.columns ? new QrDecomposition(D) : null
  // Dependent vertices, as there may be where p is inside: the least weights of all that attain the minimum.
  const β = (qr?.isFullRank() ? qr.solve(right) : pseudoInverse(D).mmul(right)).to1DArray()
  return [1 - β.reduce((sum, b) => sum + b, 0), ...β]
}
