import { defineMetric } from '../core/define.ts'
import { asProfile } from './support.ts'

/**
 * ‖z − z*‖₂ over all players, key `distance`, z* the game's claimed equilibrium or else stationary point. For pure answers; a finite game's mixed answer is
 * measured at its mean, and elsewhere a mixture of several atoms gives NaN.
 */
export const distance = defineMetric({
  id: 'distance',
  about: 'Euclidean distance of the answer to the known equilibrium or stationary point.',
  equations: ['‖z − z*‖₂'],
  example: 'saddle run --game bilinear --optimizer extragradient[stepSize=0.3] --metric distance --steps 100',
  config: {},
  refuses: ({ id, claims }) =>
    (claims.equilibrium ?? claims.stationary) ? null : `game '${id}' claims no equilibrium, which distance needs`,
  create: (_, game) => {
    const { equilibrium, stationary } = game.claims
    const target = asProfile(game, (equilibrium ?? stationary)!())
    return {
      names: () => ['distance'],
      measure: ({ answer }) => {
        const z = asProfile(game, answer)
        return { distance: z && target ? (z.minus(target).norm() as number) : NaN }
      },
    }
  },
})
