import { choice, num, stepSize } from '../core/config/options.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'
import { turns } from './moves.ts'

/**
 * Alternating extragradient: before each player's move all look ahead from where they are.
 *
 *     for i = 1, …, n:   z̄  = prox(z − γηF(z; ξ))
 *                        zᵢ ← prox(zᵢ − η∇ᵢℓᵢ(z̄; ξ′))
 *
 * AltEG in the comparison of Lee, Cho and Yun, arXiv:2402.10475, section 6: extrapolation by α and update by γ are `stepSize=γ`,
 * `extrapolation=α/γ` here. n(n + 1) gradients a step, 6 for two players. On f(x, y) = σxy, a = ησ and γ = 1 the step map has eigenvalues of
 * modulus 1 − a² while a² < 4/5, so that the last iterate converges.
 */
export const alternatingExtragradient = defineOptimizer({
  id: 'alternating-extragradient',
  about: 'Extragradient whose players move one after another, each after a fresh look ahead.',
  equations: ['for i = 1, …, n:  z̄ = prox(z − γηF(z; ξ)),  zᵢ ← prox(zᵢ − η∇ᵢℓᵢ(z̄; ξ′))'],
  source: 'arXiv:2402.10475, section 6 (AltEG)',
  example: 'saddle run --game bilinear --optimizer alternating-extragradient[stepSize=0.3] --steps 100',
  needs: 'field',
  cost: 'n + 1 gradients a move',
  config: {
    stepSize: stepSize('η', 0.2, 'step size'),
    extrapolation: num('γ', 1, 'extrapolation step, in multiples of η', { min: 0 }),
    sample: choice(['fresh', 'same'], 'fresh', 'minibatch of the second evaluation'),
    moves: turns,
  },
  slots: { direction: 'transform' },
  claims: {
    bilinear: { when: { extrapolation: 1 }, noise: 'deterministic', is: 'last-iterate' },
    stronglyMonotone: { is: 'last-iterate' },
    fixedPoint: true,
    reducesTo: [{ when: { extrapolation: 0, sample: 'same' }, optimizer: 'gda[moves=alternating]', bits: 'rounding' }],
  },
  create: ({ stepSize: η, extrapolation: γ, sample, moves }, { direction }) => ({
    init: ({ start }) => {
      const z = start()
      return { z, half: z, s: direction.init(z) }
    },
    step: ({ F, grad, prox, proxOf, sample: draw }, { z, half, s }) => {
      for (const i of moves) {
        const ξ = draw()
        const [u, s1] = direction.update(F(z, ξ), s)
        half = prox(z.minus(u.times(η.times(γ))), η.times(γ))
        const [v, s2] = direction.updateOne(i, grad(i, i, half, sample === 'same' ? ξ : draw()), s1)
        ;[z, s] = [z.with(i, proxOf(i, z.at(i).minus(v.times(η.of(i))), η.of(i))), s2]
      }
      return { z, half, s }
    },
    ...lastIterate(η),
  }),
})
