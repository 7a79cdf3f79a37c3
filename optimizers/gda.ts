import { stepSize } from '../core/config/options.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'
import { moves } from './moves.ts'

/**
 * Gradient descent-ascent: every player descends its own loss.
 *
 *     simultaneous:  z⁺  = prox(z − ηF(z; ξ))
 *     alternating:   zᵢ⁺ = prox(zᵢ − η∇ᵢℓᵢ(z₁⁺, …, zᵢ, …; ξᵢ)), player after player, each on its own sample
 *
 * Arrow, Hurwicz and Uzawa 1958; the moves of Goodfellow et al., arXiv:1406.2661, Alg. 1 (`moves=["critic",…,"generator"]`).
 * n gradients a simultaneous step, one a move otherwise. The last iterate converges on strongly monotone fields for small η; on a
 * bilinear game simultaneous steps diverge by 1 + η²σ² in ‖z‖² and alternating ones circle.
 */
export const gda = defineOptimizer({
  id: 'gda',
  about: 'Gradient descent-ascent, simultaneous, alternating or in any order of moves.',
  equations: ['z⁺ = prox(z − ηF(z; ξ))'],
  source: 'arXiv:1406.2661, Alg. 1; analysed in arXiv:1802.10551, section 2',
  example: 'saddle run --game bilinear --optimizer gda[stepSize=0.3,moves=alternating] --steps 100',
  needs: 'field',
  cost: 'n gradients (simultaneous), 1 gradient a move',
  config: { stepSize: stepSize('η', 0.1, 'step size'), moves },
  slots: { direction: 'transform' },
  claims: {
    bilinear: [
      { when: { moves: 'simultaneous' }, noise: 'deterministic', is: 'diverges' },
      { when: { moves: 'alternating' }, noise: 'deterministic', is: 'cycles' },
    ],
    stronglyMonotone: { is: 'last-iterate' },
    fixedPoint: true,
    permutation: true,
  },
  create: ({ stepSize: η, moves }, { direction }) => ({
    init: ({ start }) => {
      const z = start()
      return { z, s: direction.init(z) }
    },
    step: ({ F, grad, sample, prox, proxOf }, { z, s }) => {
      if (moves === 'simultaneous') {
        const [u, s1] = direction.update(F(z, sample()), s)
        return { z: prox(z.minus(u.times(η)), η), s: s1 }
      }
      for (const i of moves) {
        const [u, s1] = direction.updateOne(i, grad(i, i, z, sample()), s)
        z = z.with(i, proxOf(i, z.at(i).minus(u.times(η.of(i))), η.of(i)))
        s = s1
      }
      return { z, s }
    },
    ...lastIterate(η),
  }),
})
