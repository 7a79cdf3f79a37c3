import { choice, num, optional, stepSize } from '../core/config/options.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'
import type { Point } from '../core/point.ts'
import { scalarOf } from '../core/profile.ts'
import { moves } from './moves.ts'

/**
 * Optimistic descent-ascent: expect the next direction to change as the last one did.
 *
 *     zₖ₊₁ = prox(zₖ − ηdₖ − ω(dₖ − dₖ₋₁)),   dₖ the direction of F(zₖ; ξₖ), d₋₁ = d₀, or 0 with `first=zero`
 *
 * Daskalakis et al., arXiv:1711.00141; with `first=zero,direction=adam` their OptimisticAdam (Alg. 1). ω is not a multiple of η: the two-factor
 * form x − αgₖ + γgₖ₋₁ is η = α − γ, ω = γ, with `moves=alternating` AltOGD of arXiv:2402.10475. n gradients a step, one a move. For ω = η and
 * free players these are the extrapolated points of `past-extragradient`: they converge on f(x, y) = σxy for ησ < 1/√3.
 */
export const optimistic = defineOptimizer({
  id: 'optimistic',
  about: 'Optimistic descent-ascent; OptimisticAdam with first=zero,direction=adam.',
  equations: ['zₖ₊₁ = prox(zₖ − ηdₖ − ω(dₖ − dₖ₋₁)),  dₖ = F(zₖ; ξₖ), player after player with moves=alternating'],
  source: 'arXiv:1711.00141, Alg. 1',
  example: 'saddle run --game bilinear --optimizer optimistic[stepSize=0.3] --steps 100',
  needs: 'field',
  cost: 'n gradients (simultaneous), 1 gradient a move',
  config: {
    stepSize: stepSize('η', 0.1, 'step size'),
    optimism: optional(num('ω', undefined, 'weight of the change of direction; the step size where absent', { min: 0 })),
    first: choice(['current', 'zero'], 'current', 'd₋₁: the first direction, which then does not change, or zero'),
    moves,
  },
  slots: { direction: 'transform' },
  claims: {
    bilinear: { noise: 'deterministic', is: 'last-iterate' },
    stronglyMonotone: { is: 'last-iterate' },
    fixedPoint: true,
    permutation: true,
    reducesTo: [{ when: { optimism: 0 }, optimizer: 'gda', bits: 'exact' }],
  },
  create: ({ stepSize: η, optimism, first, moves }, { direction }) => ({
    init: ({ start }) => {
      const z = start()
      return { z, d: z.points.map((): Point | null => null), s: direction.init(z) }
    },
    step: ({ F, grad, proxOf, sample }, { z, d, s }) => {
      const moved = (i: number, u: Point): Point => {
        const descended = z.at(i).minus(u.times(η.of(i)))
        const change = d[i] ? u.minus(d[i]) : first === 'zero' ? u : null
        return proxOf(i, change ? descended.minus(change.times(scalarOf(optimism ?? η, i))) : descended, η.of(i))
      }
      const f = moves === 'simultaneous' ? F(z, sample()) : null
      for (const i of moves === 'simultaneous' ? z.points.keys() : moves) {
        const [u, s1] = direction.updateOne(i, f ? f.at(i) : grad(i, i, z, sample()), s)
        ;[z, d, s] = [z.with(i, moved(i, u)), d.with(i, u), s1]
      }
      return { z, d, s }
    },
    ...lastIterate(η),
  }),
})
