import { Matrix } from 'ml-matrix'
import { Refusal } from '../../../core/refusal.ts'
import { axesOf, type Side } from '../../quadratic-wgan/moments.ts'
import { firstMoment } from '../means.ts'
import { vdot, type Dual, type Problem, type Regulariser } from './dual.ts'
import { apartOf, meanGap } from './mean-gap.ts'

/**
 * The row a [p] that generates mean 1 at the least cost: a = R⁻¹ζ/q with q = ζᵀR⁻¹ζ, for ζ = E φ and R = I (`weights`) or
 * E φφᵀ (`output`; then q = ‖P1‖²/n, P the projection onto the features' columns). q = 0 where the features are centred.
 */
export function meanDirection(features: Side, regulariser: Regulariser): { readonly a: readonly number[]; readonly q: number } {
  const ζ = Array.from(firstMoment(features))
  // Σζ² against its bound, scale·tr E φφᵀ: what rounding leaves of centred rows is zero.
  if (vdot(ζ, ζ) <= 1e-24 * features.scale * features.second.trace()) return { a: ζ.map(() => 0), q: 0 }
  if (regulariser === 'weights') return { a: ζ.map(x => x / vdot(ζ, ζ)), q: vdot(ζ, ζ) }
  const { roots, directions } = axesOf(features)
  const along = roots.map((D, i) => vdot(directions.getRow(i), ζ) / D)
  const q = vdot(along, along)
  return { a: ζ.map((_, j) => roots.reduce((s, D, i) => s + (directions.get(i, j) * along[i]!) / (D * q), 0)), q }
}

/**
 * Linear critic, mean matching: min R_g subject to ‖m − Wᵀζ‖ ≤ β for m = E x (or Xᵀ1), in closed form,
 *
 *     ΦA with A = a·yᵀ,  y = (1 − β/‖m‖)₊ m,      p* = (‖m‖ − β)₊²/q,      c* = Σvⱼuⱼ = 2(‖m‖ − β)₊/q · m/‖m‖
 *
 * Certified gap for ‖c‖ ≤ B = 2‖c*‖:  R_g + B(‖m − g‖ − β)₊ − [⟨c, m⟩ − β‖c‖ − q‖c‖²/4]; the bracket is the least payoff against c.
 * arXiv:2107.05680, re-derived. Throws where the features are centred and ‖m‖ > β: no generated mean is then near enough.
 */
export function meanMatching(problem: Problem): Dual {
  const { id, real, features, β, regulariser } = problem
  const apart = apartOf(problem)
  const { m, norm, excess, nearest } = apart
  const { a, q } = meanDirection(features, regulariser)
  if (q === 0 && excess > 0) {
    throw new Refusal(
      `${id}: latent (Z) must not be centred where the critic is linear, because every generated mean is then zero and the data's, of length ${norm}, is farther than the effective beta (β_d = ${β})`,
    )
  }
  const optimum = q === 0 ? 0 : excess ** 2 / q
  const c = m.map(x => (excess > 0 ? ((2 * excess) / q) * (x / norm) : 0))
  return {
    optimum,
    generator: Matrix.columnVector([...a]).mmul(Matrix.rowVector([...nearest])),
    ...meanGap(problem, apart, { optimum, length: Math.hypot(...c), unpaid: weight => (q * weight ** 2) / 4 }),
    flops: 2 * (real.d + features.d) + (regulariser === 'output' ? 9 * features.d ** 3 : 0),
  }
}
