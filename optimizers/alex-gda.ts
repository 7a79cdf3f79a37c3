import { num, stepSize } from '../core/config/options.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'
import { product, type Scalar } from '../core/scalar.ts'

/**
 * Alternating-extrapolation descent-ascent: players move in turn, each against extrapolations of the others' last moves.
 *
 *     x̃ₖ₊₁ = xₖ − γα∇ₓf(xₖ, ỹₖ),         xₖ₊₁ = xₖ − α∇ₓf(xₖ, ỹₖ)                ỹ₀ = y₀
 *     ỹₖ₊₁ = yₖ + δβ∇ᵧf(x̃ₖ₊₁, yₖ),       yₖ₊₁ = yₖ + β∇ᵧf(x̃ₖ₊₁, yₖ)
 *
 * Lee, Cho and Yun, arXiv:2402.10475, Alg. 2 (Alex-GDA); α and β are the players' step sizes. n gradients a step. Stated for two free players:
 * more move in the order of the game with δ for all but the first, and with sets every point is projected. γ = δ = 1 is alternating
 * descent-ascent, γ = 0, δ = 1 simultaneous. On f(x, y) = σxy, a = ησ, the factor of ‖z‖² a step is 1 − (γ + δ − 2)a² + O(a⁴): it converges
 * linearly for γ + δ > 2 and small steps.
 */
export const alexGda = defineOptimizer({
  id: 'alex-gda',
  about: 'Alternating descent-ascent against extrapolated opponents; it converges on bilinear games with n gradients a step.',
  equations: ['x̃⁺ = x − γα∇ₓf(x, ỹ),  x⁺ = x − α∇ₓf(x, ỹ)', 'ỹ⁺ = y + δβ∇ᵧf(x̃⁺, y),  y⁺ = y + β∇ᵧf(x̃⁺, y)'],
  source: 'arXiv:2402.10475, Alg. 2',
  example: 'saddle run --game bilinear --optimizer alex-gda[stepSize=0.3] --steps 100',
  needs: 'field',
  cost: 'n gradients',
  config: {
    stepSize: stepSize('α, β', 0.2, 'step size'),
    extrapolation: num('γ', 1.5, "the first player's extrapolation, in multiples of its step", { min: 0 }),
    reply: num('δ', 1.5, "the other players' extrapolation, in multiples of their steps", { min: 0 }),
  },
  slots: { direction: 'transform' },
  claims: {
    bilinear: { noise: 'deterministic', is: 'last-iterate' },
    stronglyMonotone: { is: 'last-iterate' },
    fixedPoint: true,
    reducesTo: [
      { when: { extrapolation: 1, reply: 1 }, optimizer: 'gda[moves=alternating]', bits: 'exact' },
      { when: { extrapolation: 0, reply: 1 }, noise: 'deterministic', optimizer: 'gda[moves=simultaneous]', bits: 'rounding' },
    ],
  },
  create: ({ stepSize: η, extrapolation: γ, reply: δ }, { direction }) => ({
    init: ({ start }) => {
      const z = start()
      return { z, half: z, s: direction.init(z) }
    },
    step: ({ grad, proxOf, sample }, { z, half, s }) => {
      for (const i of z.points.keys()) {
        const [x, c] = [z.at(i), i === 0 ? γ : δ]
        const [u, s1] = direction.updateOne(i, grad(i, i, half.with(i, x), sample()), s)
        const moved = (η: Scalar) => proxOf(i, x.minus(u.times(η)), η)
        ;[z, half, s] = [z.with(i, moved(η.of(i))), half.with(i, moved(product(η.of(i), c))), s1]
      }
      return { z, half, s }
    },
    ...lastIterate(η),
  }),
})
