import type { Optimizer } from '../../core/contract.ts'
import { num } from '../../core/config/options.ts'
import { defineOptimizer } from '../../core/define.ts'
import { pure } from '../../core/mixture.ts'
import { hostPoint, vectorLayout, type Point } from '../../core/point.ts'
import type { Profile } from '../../core/profile.ts'

interface State {
  readonly points: readonly Point[]
  readonly z: Profile
  /** The largest entry by which the last sweep moved z, one entry. */
  readonly moved: Point
}
const largest = (z: Profile): number => Math.max(...z.points.flatMap(x => Array.from(x.host, Math.abs)))
const entry = (x: number): Point => hostPoint(vectorLayout(1), [[x]])

/**
 * Alternating second-order cone programs: each block of a program at its best while the others stay, in turn.
 *
 *     a   ← argmin over [0, 1]ⁿ of ‖p − WᵀZᵀa_p‖, for every vertex p of Zon(X)
 *     W   ← argmin R_g(W) s.t. ‖p − WᵀZᵀa_p‖ ≤ β, ‖Wᵀq − Xᵀb_q‖ ≤ β for some b_q ∈ [0, 1]ⁿ, every vertex q of Zon(Z)
 *
 * A Wasserstein GAN with a ReLU critic (arXiv:2107.05680) is min R_g(W) s.t. d_H(Zon(X), WᵀZon(Z)) ≤ β, convex in W for fixed a and in a
 * for fixed W, not in both. A step is a sweep over the blocks: one cone program and a box least squares a vertex, in float64. R_g
 * (`generator-cost` of certified-gap) never increases from a feasible start; `value`, the payoff against the critic of the multipliers, may rise
 * to it. The limit need not be the least, and depends on the start.
 */
export const alternatingSocp = defineOptimizer({
  id: 'alternating-socp',
  about:
    'Solves a program that is convex in each of its blocks block after block, by cone programs; its objective, generator-cost of certified-gap, never increases.',
  equations: ['a ← argmin ‖p − WᵀZᵀa_p‖ over [0, 1]ⁿ', 'W ← argmin R_g(W) within β of both zonotopes, a held'],
  source: 'arXiv:2107.05680',
  cost: '1 solve',
  example:
    'saddle run --game two-layer-wgan[activation=relu,data=[[-1],[1]],latent=[[-1],[1]],start=[[1]],beta=0.3,normalise=sum,regulariser=weights] --optimizer alternating-socp --metric certified-gap --steps 5',
  needs: 'biconvex',
  config: { tolerance: num('ε', 1e-10, 'it ends where a sweep moves no entry by more, relative to 1 + the largest', { min: 0 }) },
  create: ({ tolerance: ε }): Optimizer<State, 'biconvex'> => ({
    init: async view => {
      const points = await view.start()
      return { points, z: view.profile(points), moved: entry(Infinity) }
    },
    step: async (view, { points: before, z }) => {
      let points = before
      for (let block = 0; block < view.blocks; block++) points = await view.minimise(block, points)
      const next = view.profile(points)
      return { points, z: next, moved: entry(largest(next.minus(z)) / (1 + largest(next))) }
    },
    answer: ({ z }) => pure(z),
    visited: ({ z }) => ({ iterate: z, weight: 1 }),
    done: ({ moved }) => moved.host[0]! <= ε,
  }),
})
