import { choice, stepSize } from '../core/config/options.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'

/**
 * Mirror-prox: extragradient in the geometry of the players' sets.
 *
 *     z̄  = argmin_w ⟨ηF(z; ξ), w⟩ + D(w, z)
 *     z⁺ = argmin_w ⟨ηF(z̄; ξ′), w⟩ + D(w, z)            D the set's own divergence: entropic on simplices, Euclidean elsewhere
 *
 * Nemirovski, SIAM J. Optim. 15, 2004; with samples Juditsky, Nemirovski and Tauvel, arXiv:0809.0815. 2n gradients and 2n mirror steps a step.
 * On monotone fields, Lipschitz with constant L in the norms of D, the average of z̄ (`average[of=mirror-prox,point=extrapolated]`) has a gap
 * of at most max D/(ηT) for η ≤ 1/L.
 */
export const mirrorProx = defineOptimizer({
  id: 'mirror-prox',
  about: 'Mirror-prox: extragradient with each set’s own mirror step, multiplicative weights on simplices.',
  equations: ['z̄ = argmin_w ⟨ηF(z; ξ), w⟩ + D(w, z)', 'z⁺ = argmin_w ⟨ηF(z̄; ξ′), w⟩ + D(w, z)'],
  source: 'Nemirovski, SIAM J. Optim. 15, 2004; arXiv:0809.0815',
  example:
    'saddle run --game matrix[payoff=portable] --optimizer average[of=mirror-prox,point=extrapolated] --metric duality-gap --steps 100',
  needs: 'field',
  cost: '2n gradients, 2n mirror steps',
  config: {
    stepSize: stepSize('η', 0.2, 'step size'),
    sample: choice(['fresh', 'same'], 'fresh', 'minibatch of the second evaluation'),
  },
  claims: {
    bilinear: { noise: 'deterministic', is: 'last-iterate' },
    stronglyMonotone: { is: 'last-iterate' },
    fixedPoint: true,
    permutation: true,
    reducesTo: [{ when: {}, sets: 'free', optimizer: 'extragradient', bits: 'exact' }],
  },
  refuses: (_, { players }) => {
    const flat = players.find(({ set }) => !set.mirror)
    return flat ? `the set ${flat.set.name} of player '${flat.id}' has no mirror step; use extragradient` : null
  },
  create: ({ stepSize: η, sample }) => ({
    init: ({ start }) => {
      const z = start()
      return { z, half: z }
    },
    step: ({ F, mirror, sample: draw }, { z }) => {
      const ξ = draw()
      const half = mirror(z, F(z, ξ), η)
      return { z: mirror(z, F(half, sample === 'same' ? ξ : draw()), η), half }
    },
    ...lastIterate(η),
  }),
})
