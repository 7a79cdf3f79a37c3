import { defineMetric } from '../core/define.ts'

/**
 * The gap that the game's proof stands behind, mixtures included. Keys: `certified-gap` = gap/|p*|, relative to the optimum p* (the
 * gap itself where p* = 0), `violation` = how far the answer is from feasible, in the game's own measure, and `value` = the payoff
 * at the answer, in the game's units. The payoff alone tells nothing: it may pass p* on the way round a cycle.
 */
export const certifiedGap = defineMetric({
  id: 'certified-gap',
  about: 'Certified gap relative to the exact optimum, with the constraint violation and the value beside it.',
  equations: ['(upper bound − lower bound) / p*'],
  source: 'arXiv:2107.05680 for the game quadratic-wgan',
  example: 'saddle run --game quadratic-wgan --optimizer convex-dual --metric certified-gap --steps 1',
  config: {},
  refuses: game =>
    game.oracles?.certify
      ? null
      : `game '${game.id}' certifies no gap, which certified-gap needs; the game 'quadratic-wgan' does`,
  create: (_, game) => ({
    names: () => ['certified-gap', 'violation', 'value'],
    measure: ({ answer }) => {
      const { gap, violation, value, optimum } = game.oracles!.certify!(answer)
      return { 'certified-gap': gap / (optimum === 0 ? 1 : Math.abs(optimum)), violation, value }
    },
  }),
})
