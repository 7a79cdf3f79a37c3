import type { FieldView, Sample } from '../../core/contract.ts'
import type { Profile } from '../../core/profile.ts'
import { asTensor, atMost, larger, product, quotient, scalar, total, type Scalar } from '../../core/scalar.ts'
import type { StepSize } from '../../core/stepsize.ts'

export interface Accuracy {
  /** Largest ‖w − prox(z − ηF(w))‖ / max(1, ‖w‖) at which a solution is taken. */
  readonly tolerance: number
  readonly passes: number
}

/** Largest τ‖ηF(y) − ηF(w)‖ / ‖y − w‖ of a pass that counts; below 1 the theorem holds. */
const ν = 0.9
/** The first step of a solve. */
const τ0 = 8

/**
 * The w with w = prox(z − ηF(w; ξ), η), by extragradient on the strongly monotone problem w − z + ηF(w) + η∂g(w) ∋ 0:
 *
 *     J(v) = prox((v + τz)/(1 + τ), τη/(1 + τ))                     the resolvent of w ↦ τ(w − z + η∂g(w))
 *     y = J(w − τηF(w)),   w⁺ = J(w − τηF(y));   where τ‖ηF(y) − ηF(w)‖ > ν‖y − w‖, τ is halved and w stays
 *
 * Summing the prox inequalities of y and w⁺ gives (1 + τ)‖w⁺ − w*‖² ≤ ‖w − w*‖² − (1 − ν²)‖y − w‖² on monotone F, and τ never falls below
 * min(8, ν/(2ηL)): linear convergence for every η on monotone Lipschitz fields with convex sets. Norms are those of the metric 1/η, in which a
 * step size a player leaves F monotone. 2n gradients a pass, and n before the first.
 */
export function resolvent(
  { F, prox, iterate }: Pick<FieldView, 'F' | 'prox' | 'iterate'>,
  z: Profile,
  η: StepSize,
  ξ: Sample,
  { tolerance, passes }: Accuracy,
): Profile {
  const J = (w: Profile, f: Profile, τ: Scalar): Profile => {
    const share = quotient(1, total(1, τ))
    const v = w.minus(f.times(η.times(τ)))
    return prox(v.plus(z.times(τ)).times(share), η.times(product(τ, share)))
  }
  const square = (v: Profile, metric: (i: number) => Scalar): Scalar => v.dot(v.times({ of: metric }))
  const [{ w }] = iterate({
    max: passes,
    carry: { w: z, f: F(z, ξ), τ: scalar(τ0) },
    body: ({ w, f, τ }) => {
      const y = J(w, f, τ)
      const fy = F(y, ξ)
      const change = square(fy.minus(f), i => η.of(i))
      const moved = square(y.minus(w), i => quotient(1, η.of(i)))
      const short = atMost(product(product(τ, τ), change), product(ν * ν, moved))
      const long = total(1, product(-1, short))
      const next = J(w, fy, τ).times(short).plus(w.times(long))
      return { w: next, f: F(next, ξ), τ: asTensor(product(τ, total(short, product(0.5, long)))) }
    },
    until: ({ w, f }) => atMost(w.minus(prox(z.minus(f.times(η)), η)).norm(), product(tolerance, larger(1, w.norm()))),
  })
  return w
}
