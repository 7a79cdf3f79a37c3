import type { Optimizer } from '../../core/contract.ts'
import { defineOptimizer } from '../../core/define.ts'
import { pure } from '../../core/mixture.ts'
import { hostPoint, vectorLayout } from '../../core/point.ts'
import type { Point } from '../../core/point.ts'
import type { Profile } from '../../core/profile.ts'

/** The profiles after each stage so far, and the number of stages as a point of one entry. */
interface State {
  readonly stages: Point
  readonly solved: readonly Profile[]
}

/**
 * Convex dual: solve a game that a theorem has made convex, stage after stage, without iterating.
 *
 *     z_s = argminmax of stage s, given z_0, …, z_{s−1}
 *
 * Sahiner et al., arXiv:2107.05680: a Wasserstein GAN with a quadratic critic is a convex program, with a linear generator one in
 * closed form; a progressive GAN is a chain of them. A step is a stage: no gradients, one solve. Exact after the last stage.
 * Before the first stage there is no strategy, and the answer is empty (no mixture for any player).
 */
export const convexDual = defineOptimizer({
  id: 'convex-dual',
  about: 'Solves the convex programs that a game offers in place of its training, one a step, exactly.',
  equations: ['z_s = argminmax of stage s, given z_0, …, z_{s−1}'],
  source: 'arXiv:2107.05680',
  cost: '1 solve',
  example: 'saddle run --game quadratic-wgan --optimizer convex-dual --metric certified-gap --steps 1',
  needs: 'staged',
  config: {},
  create: (): Optimizer<State, 'staged'> => ({
    init: ({ stages }) => ({ stages: hostPoint(vectorLayout(1), [[stages]]), solved: [] }),
    step: async (view, { stages, solved }) => ({
      stages,
      solved: [...solved, await view.solve(solved.length, solved)],
    }),
    answer: ({ solved }) => solved.slice(-1).flatMap(pure),
    done: ({ stages, solved }) => solved.length >= stages.host[0]!,
  }),
})
