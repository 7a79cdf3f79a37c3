import { defineMetric } from '../core/define.ts'
import { asProfile, distanceTo } from './support.ts'

/**
 * ‖z − z*‖₂ over all players, key `distance`, z* the game's claimed equilibrium or else stationary point. A finite game's mixed answer is
 * measured at its mean; elsewhere a mixture is √(Σᵢ E‖xᵢ − zᵢ*‖²) away over its atoms xᵢ, its Wasserstein-2 distance to the point z*.
 */
export const distance = defineMetric({
  id: 'distance',
  about: 'Euclidean distance of the answer to the known equilibrium or stationary point.',
  equations: ['‖z − z*‖₂', '√(Σᵢ E‖xᵢ − zᵢ*‖²) of a mixture'],
  example: 'saddle run --game bilinear --optimizer extragradient[stepSize=0.3] --metric distance --steps 100',
  config: {},
  refuses: ({ id, claims }) =>
    (claims.equilibrium ?? claims.stationary) ? null : `game '${id}' claims no equilibrium, which distance needs`,
  create: (_, game) => {
    const { equilibrium, stationary } = game.claims
    const target = asProfile(game, (equilibrium ?? stationary)!())
    return {
      names: () => ['distance'],
      measure: ({ answer }) => ({ distance: target ? distanceTo(game, answer, target) : NaN }),
    }
  },
})
