import { Matrix } from 'ml-matrix'
import type { Certified } from '../../../core/contract.ts'
import { Refusal } from '../../../core/refusal.ts'
import { certify } from '../../quadratic-wgan/certificate.ts'
import { inner } from '../../../core/linear-algebra/matrices.ts'
import { eigenFlops, spectrum } from '../../../core/linear-algebra/symmetric.ts'
import { demandRank, lifted, optimalCritic, optimalGenerator } from '../../quadratic-wgan/closed-form.ts'
import { axesOf } from '../../quadratic-wgan/moments.ts'
import { finite, mean, neuronsOf, uncertain, type Dual, type Problem } from './dual.ts'

/** Throws where a critic of m neurons cannot be the saddle's. */
function demandNeurons(id: string, m: number, k: number): void {
  if (m >= k) return
  throw new Refusal(`${id}: the closed form needs neurons (m) of at least ${k}, one for each eigenvalue above beta (β), got ${m}`)
}

/**
 * Quadratic critic, covariance matching: min R_g subject to ‖C − S‖₂ ≤ β, with S* = (C − βI)₊ and G* = ΦA, A = Q_kD_k⁻¹Λ_k^{1/2}V_kᵀ:
 *
 *     R_g = E‖G‖²:  p* = Σ(λᵢ − β)₊,            critic M* = V_kV_kᵀ
 *     R_g = ‖W‖²:   p* = Σ(λᵢ − β)₊/D_i²,       M* = V_kD_k⁻²V_kᵀ, at which W* is stationary
 *
 * for eigenvalues D_i² of E φφᵀ, both descending: the largest eigenvalue of S is paired with the largest D_i. The gap of the second case, for
 * ‖M‖_* ≤ B = 2ΣD_i⁻² over the kept and R_g ≤ T = 2p*, mixtures included, where the bracket is the least payoff against M:
 *
 *     R_g + B(‖C − S‖₂ − β)₊ − [⟨M, C⟩ − β‖M‖_* − T(D_1²λ_max(M) − 1)₊]
 *
 * Where the kept D_i differ, the game in pure strategies has no saddle point: no critic proves more than Σ(λᵢ − β)₊/D_1², what mixed
 * generators pay, and no pure generator has a smaller gap than p* less that. Its `suboptimality` R_g + B(‖C − S‖₂ − β)₊ − p* is ≥ 0 for a pure
 * generator (λᵢ(S) ≥ λᵢ − β − violation by Weyl), says nothing of the critic, and may be negative for mixtures.
 */
export function covarianceMatching(problem: Problem): Dual {
  const { id, real, features, β, regulariser } = problem
  const axes = axesOf(features)
  const convex = lifted(real.second, spectrum(real.second), β)
  const { k } = convex
  demandRank(k, axes.roots.length, id)
  const generator = Matrix.from1DArray(features.d, real.d, Array.from(optimalGenerator(convex, axes)))
  const flops = eigenFlops(real.d)
  if (regulariser === 'output') {
    return {
      optimum: convex.optimum,
      generator,
      flops,
      critic: m => {
        demandNeurons(id, m, k)
        return optimalCritic(convex, m)
      },
      certify: ([θ, ψ]) => {
        const [G, D] = [mean(θ, problem.generated), mean(ψ, neuronsOf)]
        return G && D ? certify(convex, G.second, D.second) : uncertain(convex.optimum)
      },
    }
  }
  const prices = axes.roots.slice(0, k).map(D => 1 / D ** 2)
  const apart = k > 0 && prices[k - 1]! > prices[0]! * (1 + 1e-12)
  const D1 = axes.roots[0] ?? 0
  const optimum = prices.reduce((sum, price, i) => sum + (convex.spectrum.values[i]! - β) * price, 0)
  return {
    optimum,
    generator,
    flops,
    ...(apart ? { more: ['suboptimality'] as const } : {}),
    critic: m => {
      demandNeurons(id, m, k)
      const [U, v] = optimalCritic(convex, m)
      return [U, v.map((x, j) => (x === 0 ? 0 : prices[j]!))]
    },
    certify: ([θ, ψ]): Certified => {
      const [G, D] = [mean(θ, problem.generated), mean(ψ, neuronsOf)]
      if (!G || !D || !finite(G) || !finite(D)) return uncertain(optimum)
      const E = Matrix.sub(real.second, G.second)
      const violation = Math.max(0, Math.max(...spectrum(E).values.map(Math.abs)) - β)
      const μ = spectrum(D.second).values
      const paid = β * μ.reduce((sum, x) => sum + Math.abs(x), 0)
      const B = 2 * prices.reduce((sum, price) => sum + price, 0)
      const upper = G.cost + B * violation
      const lower = inner(D.second, real.second) - paid - 2 * optimum * Math.max(0, D1 ** 2 * μ[0]! - 1)
      const value = G.cost + inner(D.second, E) - paid
      return { gap: upper - lower, violation, value, optimum, ...(apart ? { suboptimality: upper - optimum } : {}) }
    },
  }
}
