import { int, num, stepSize } from '../core/config/options.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'
import { resolvent } from './proximal/resolvent.ts'
import { boundPlayer } from './refusals.ts'

/**
 * The proximal point method, the implicit step that extragradient approximates.
 *
 *     w  = prox(z − ηF(w; ξ))               solved to `tolerance`, in `passes` passes at most
 *     z⁺ = (1 − λ)z + λw                    λ = 1; λ = 2 reflects
 *
 * Martinet 1970; Rockafellar, SIAM J. Control Optim. 14, 1976; λ by Eckstein and Bertsekas, Math. Program. 55, 1992. n + 2n gradients a pass of the
 * inner solver (optimizers/proximal/resolvent.ts). z ↦ w is firmly nonexpansive on monotone fields for every η, so that the last iterate converges
 * for λ < 2; on f(x, y) = σxy, a = ησ, a step multiplies ‖z‖² by 1/(1 + a²), and by 1 for λ = 2, a rotation.
 */
export const proximalPoint = defineOptimizer({
  id: 'proximal-point',
  about: 'The proximal point method: implicit steps, solved to a tolerance.',
  equations: ['w = prox(z − ηF(w; ξ))', 'z⁺ = (1 − λ)z + λw'],
  source: 'Rockafellar, SIAM J. Control Optim. 14, 1976',
  example: 'saddle run --game bilinear --optimizer proximal-point[stepSize=1] --steps 100',
  needs: 'field',
  cost: 'n gradients, 2n a pass of the inner solver',
  config: {
    stepSize: stepSize('η', 0.2, 'step size'),
    relaxation: num('λ', 1, 'how far to go towards the solution', { above: 0, max: 2 }),
    tolerance: num('ε', 1e-6, 'largest residual ‖w − prox(z − ηF(w))‖/max(1, ‖w‖) of a solution', { above: 0 }),
    passes: int('', 100, 'passes of the inner solver at most', { min: 1 }),
  },
  claims: {
    bilinear: { noise: 'deterministic', is: 'last-iterate' },
    stronglyMonotone: { is: 'last-iterate' },
    fixedPoint: true,
    permutation: true,
  },
  refuses: ({ relaxation }, game) =>
    relaxation > 1 ? boundPlayer('proximal-point with relaxation (λ) above 1, which leaves sets,', game) : null,
  create: ({ stepSize: η, relaxation: λ, ...accuracy }) => ({
    init: ({ start }) => ({ z: start() }),
    step: (view, { z }) => {
      const w = resolvent(view, z, η, view.sample(), accuracy)
      return { z: λ === 1 ? w : z.times(1 - λ).plus(w.times(λ)) }
    },
    ...lastIterate(η),
  }),
})
