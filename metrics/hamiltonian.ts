import { defineMetric, type Seen } from '../core/define.ts'
import { drawsOption } from './evaluation.ts'
import { stationarity } from './residual.ts'

/**
 * H(z) = ½‖F(z)‖² over all players, key `hamiltonian`: 0 exactly where F vanishes. Descent along the symplectic adjustment lowers it
 * (arXiv:1802.05642), the flow of a Hamiltonian game conserves it. F is its mean over the evaluation draws; of a random field that is
 * ½‖E F‖² and about half of the trace of F's covariance over the number of draws more.
 *
 * Where a player's set binds, F does not vanish at a solution and neither does H: the projected residual is the metric `field-norm`.
 * A finite game's mixed answer is measured at its mean; elsewhere it is ½Σᵢ E‖v‖² over the atoms of a mixture, v what each meets (`field-norm`).
 */
export const hamiltonian = defineMetric({
  id: 'hamiltonian',
  about: 'Half the squared norm of the field at the answer, without the players’ sets (field-norm has them).',
  equations: ['H(z) = ½‖F(z)‖²'],
  source: 'Balduzzi et al., arXiv:1802.05642',
  example: 'saddle run --game bilinear --optimizer gda[stepSize=0.1] --metric hamiltonian --steps 100',
  config: { draws: drawsOption },
  create: ({ draws }, game) => {
    const { fieldSquare } = stationarity(game, draws)
    return {
      names: () => ['hamiltonian'],
      measure: async (seen: Seen) => ({ hamiltonian: (await fieldSquare(seen, seen.answer)) / 2 }),
    }
  },
})
