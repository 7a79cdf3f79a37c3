import { dot, largest } from '../vector.ts'
import type { Cone } from './cone.ts'
import { divided, identity, jordan, longest, scalingOf, type Scaling } from './cone-scaling.ts'
import { operatorsOf, part, systemOf } from './cone-system.ts'
import type { ConePoint, Conic, Reached } from './conic.ts'

/** Iterations without a better point after which it ends. */
const PATIENCE = 5

/**
 * min cᵀx + ½xᵀPx s.t. s = b − Ax ∈ K, by the primal-dual interior-point method with Nesterov and Todd's scaling and Mehrotra's predictor and
 * corrector: on every cone Wdy + W⁻¹ds = q, with q = −λ first and then λ∘q = σμe − λ∘λ − (W⁻¹ds)∘(Wdy). Dense, for small programs, with or without
 * a unique solution. `off` says how far a point is from being optimal; the iterate with the least of it is answered.
 *
 * Andersen, Dahl, Liu, Vandenberghe, "Interior-point methods for large-scale cone programming", in: Optimization for Machine Learning, 2011.
 */
export function coneInterior(
  program: Conic,
  off: (point: ConePoint) => number,
  { tolerance = 1e-14, iterations = 100 } = {},
): Reached {
  const ops = operatorsOf(program)
  const { equal, inner, over } = ops
  const [b, c] = [Float64Array.from(program.b), Float64Array.from(program.c)]
  const e = over(identity)
  const unscaled = inner.map((cone): Scaling => ({ cone, W: v => v, inverse: v => v, λ: identity(cone) }))
  const first = systemOf(ops, unscaled)(c.map(x => -x), b, over(cone => part(cone, b))) // prettier-ignore
  /** v, far enough along e to lie inside of the cones. */
  const inside = (v: Float64Array): Float64Array => {
    const depth = Math.min(...inner.map(cone => depthOf(cone, part(cone, v))))
    const lift = depth > 1e-8 * (1 + largest(v)) ? 0 : 1 - depth
    return v.map((x, i) => x + lift * e[i]!)
  }
  let x = first.dx
  let s = inside(over(cone => part(cone, first.dy).map(y => -y)))
  let y = inside(first.dy)
  for (const { row } of equal) y[row] = first.dy[row]!
  let factors = 1
  let best = { x, y, off: off({ x, y }), at: 0 }
  for (let k = 1; k <= iterations && best.off > tolerance && k - best.at <= PATIENCE; k++) {
    const [Px, Aty, Ax] = [ops.Px(x), ops.Aty(y), ops.Ax(x)]
    const dual = c.map((ci, i) => Px[i]! + ci + Aty[i]!)
    const primal = b.map((bi, i) => Ax[i]! + s[i]! - bi)
    const onCones = over(cone => part(cone, primal))
    const scalings = inner.map(cone => scalingOf(cone, part(cone, s), part(cone, y)))
    if (!scalings.every(({ λ }) => λ.every(Number.isFinite))) break
    const μ = scalings.reduce((sum, { λ }) => sum + dot(λ, λ), 0) / inner.length
    const solve = systemOf(ops, scalings)
    factors++
    /** The step that leaves 1 − share of the residuals, and its parts Wdy and W⁻¹ds on each cone. */
    const step = (share: number, q: readonly Float64Array[]) => {
      const Wq = over((_, i) => scalings[i]!.W(q[i]!))
      const less = (r: Float64Array): Float64Array => r.map(x => -share * x)
      const { dx, dy } = solve(less(dual), less(primal), less(onCones).map((x, i) => x - Wq[i]!)) // prettier-ignore
      const scaled = scalings.map(({ cone, W }, i) => {
        const Wdy = W(part(cone, dy))
        return { Wdy, ds: q[i]!.map((a, j) => a - Wdy[j]!) }
      })
      return { dx, dy, ds: over((_, i) => scalings[i]!.W(scaled[i]!.ds)), scaled }
    }
    const reach = ({ scaled }: ReturnType<typeof step>): number =>
      Math.min(...scalings.flatMap(({ cone, λ }, i) => [longest(cone, λ, scaled[i]!.Wdy), longest(cone, λ, scaled[i]!.ds)]))
    const predicted = step(
      1,
      scalings.map(({ λ }) => λ.map(l => -l)),
    )
    const σ = (1 - reach(predicted)) ** 3
    const taken = step(
      1 - σ,
      scalings.map(({ cone, λ }, i) => {
        const { ds, Wdy } = predicted.scaled[i]!
        const [square, second, centre] = [jordan(cone, λ, λ), jordan(cone, ds, Wdy), identity(cone)]
        return divided(
          cone,
          λ,
          square.map((l, j) => σ * μ * centre[j]! - l - second[j]!),
        )
      }),
    )
    const α = Math.min(1, 0.99 * reach(taken))
    if (!(α > 1e-8) || !taken.dx.every(Number.isFinite)) break
    const along = (v: Float64Array, d: Float64Array): Float64Array => v.map((vi, i) => vi + α * d[i]!)
    ;[x, s, y] = [along(x, taken.dx), along(s, taken.ds), along(y, taken.dy)]
    const now = off({ x, y })
    if (now < best.off) best = { x, y, off: now, at: k }
  }
  return { ...best, flops: (factors / 3) * (ops.n + equal.length) ** 3 }
}

/** How far v lies inside of a cone; negative outside. */
const depthOf = ({ kind }: Cone, v: Float64Array): number =>
  kind === 'nonneg' ? Math.min(...v) : v[0]! - Math.hypot(...v.subarray(1))
