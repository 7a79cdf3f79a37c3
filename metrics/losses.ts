import { int } from '../core/config/options.ts'
import { defineMetric, type Probe, type Seen } from '../core/define.ts'
import { drawsOf, drawsOption, meanOf } from './evaluation.ts'
import { outcomes } from './outcomes.ts'

/** ℓᵢ of the answer on evaluation draws, key `loss-<player>`. In expectation over the atoms where players mix. */
export const losses = defineMetric({
  id: 'losses',
  about: "Each player's loss on evaluation samples, in expectation over mixed strategies.",
  equations: ['E ℓᵢ(z, ξ), z ~ answer, ξ ~ evaluation draws'],
  example: 'saddle run --game gan --optimizer gda[stepSize=0.05] --metric losses[draws=8] --steps 200',
  config: {
    draws: drawsOption,
    profiles: int('k', 256, 'pure profiles evaluated at most where players mix; above that many, as many are drawn by weight', {
      min: 1,
      max: 100000,
    }),
  },
  create: ({ draws, profiles }, game) => {
    const m = drawsOf(game, draws)
    const probe: Probe = {
      run: (view, z) => {
        const samples = Array.from({ length: m }, () => view.sample())
        return view.players.map((_, i) => meanOf(samples.map(ξ => view.loss(i, z, ξ))))
      },
    }
    return {
      names: () => game.players.map(p => `loss-${p.id}`),
      measure: async (seen: Seen) => {
        const sums = game.players.map(() => 0)
        for (const { z, weight } of outcomes(seen.answer, profiles, seen.key)) {
          const values = await seen.evaluate(probe, z, [])
          values.forEach((loss, i) => (sums[i]! += weight * loss.values[0]!))
        }
        return Object.fromEntries(game.players.map((p, i) => [`loss-${p.id}`, sums[i]!]))
      },
    }
  },
})
