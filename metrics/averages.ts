import { num } from '../core/config/options.ts'
import { defineMetric, type Seen } from '../core/define.ts'
import { drawsOption } from './evaluation.ts'
import { stationarity } from './residual.ts'
import { asProfile, distanceTo } from './support.ts'

/**
 * The answers that an optimizer holds side by side, each by the projected residual of `field-norm` and, where the game claims an
 * equilibrium, by its distance: keys `field-norm-last`, `field-norm-uniform`, `field-norm-ema`, `distance-last`, …. The averages are of
 * all steps, measured or not: they are kept by the optimizer `side-by-side`, since a metric sees measured steps only.
 *
 * Mixtures among them (`chekhov`) are measured as by those metrics. A small residual at an average says less than at a last iterate where F is not monotone: the average need not be near a solution.
 */
export const averages = defineMetric({
  id: 'averages',
  about: 'Field norm and distance of the last iterate, the uniform and the moving average, side by side.',
  equations: ['‖z − prox(z − ηF(z), η)‖/η and ‖z − z*‖₂ at z_t, z̄_t and z̃_t'],
  source: 'arXiv:1802.10551, sections 3 and 4',
  example:
    'saddle run --game bilinear --optimizer side-by-side[of=gda[stepSize=0.1,moves=alternating],decay=0.99] --metric averages --steps 500',
  config: { stepSize: num('η', 1e-3, 'step of the residual', { above: 0 }), draws: drawsOption },
  refuses: (_, optimizer) =>
    optimizer && !optimizer.others
      ? 'the optimizer holds one answer only; averages of all its steps stand beside it in side-by-side[of=…]'
      : null,
  create: ({ stepSize: η, draws }, game) => {
    const { residualNorm } = stationarity(game, draws)
    const target = game.claims.equilibrium ? asProfile(game, game.claims.equilibrium()) : null
    return {
      names: ({ others = [] }) => [
        ...others.map(name => `field-norm-${name}`),
        ...(target ? others.map(name => `distance-${name}`) : []),
      ],
      measure: async (seen: Seen) => {
        const norms: Record<string, number> = {}
        const distances: Record<string, number> = {}
        for (const [name, answer] of Object.entries(seen.others ?? {})) {
          const held = await answer()
          norms[`field-norm-${name}`] = await residualNorm(seen, held, η)
          if (target) distances[`distance-${name}`] = distanceTo(game, held, target)
        }
        return { ...norms, ...distances }
      },
    }
  },
})
