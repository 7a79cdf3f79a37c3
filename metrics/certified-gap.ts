import { defineMetric } from '../core/define.ts'

const keys = { suboptimality: 'suboptimality', cost: 'generator-cost' } as const

/**
 * The gap that the game's proof stands behind, mixtures included. Keys: `certified-gap` = gap/|p*|, relative to the optimum p* (the
 * gap itself where p* = 0), `violation` = how far the answer is from feasible, in the game's own measure, and `value` = the payoff
 * at the answer, in the game's units; `beta-d` is the constraint's bound, where the game's weight decay makes it another number than its
 * option. The payoff alone tells nothing: it may pass p* on the way round a cycle.
 * A game whose generator's problem is not convex certifies violation and value alone (`noGap` says why), with `generator-cost` = R_g beside them.
 * Where it sees sampled directions only, the violation is called `violation-at-least`. Where no critic proves the optimum of pure generators,
 * `suboptimality` is how far the generator's own upper bound is above it, divided likewise; the gap is then never 0 for a pure generator.
 */
export const certifiedGap = defineMetric({
  id: 'certified-gap',
  about:
    'Certified gap relative to the exact optimum, with the constraint violation and the value beside it; these two alone where the game proves no gap.',
  equations: ['(upper bound − lower bound) / p*'],
  source: 'arXiv:2107.05680 for the games two-layer-wgan and quadratic-wgan',
  example: 'saddle run --game quadratic-wgan --optimizer convex-dual --metric certified-gap --steps 1',
  config: {},
  refuses: game =>
    game.oracles?.certify
      ? null
      : (game.oracles?.uncertified ??
        `game '${game.id}' certifies no gap, which certified-gap needs; the game 'quadratic-wgan' does`),
  create: (_, game) => {
    const { noGap, sampled, bound: β_d, more = [] } = game.oracles!
    const bound = β_d === undefined ? {} : { 'beta-d': β_d }
    const far = sampled ? 'violation-at-least' : 'violation'
    const lower = 'the violation is a lower bound, from sampled directions'
    const note = [noGap, sampled ? lower : undefined].filter(Boolean).join('; ')
    return {
      ...(note ? { note } : {}),
      names: () => [
        ...(noGap === undefined ? ['certified-gap'] : []),
        far,
        'value',
        ...more.map(name => keys[name]),
        ...Object.keys(bound),
      ],
      measure: ({ answer }) => {
        const { gap, violation, value, optimum, suboptimality = NaN, cost = NaN } = game.oracles!.certify!(answer)
        const unit = optimum === 0 ? 1 : Math.abs(optimum)
        const relative = noGap === undefined ? { 'certified-gap': gap / unit } : {}
        const beside = { suboptimality: suboptimality / unit, cost }
        return {
          ...relative,
          [far]: violation,
          value,
          ...Object.fromEntries(more.map(name => [keys[name], beside[name]])),
          ...bound,
        }
      },
    }
  },
})
