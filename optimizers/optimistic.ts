import { choice, num, optional, stepSize } from '../core/config/options.ts'
import type { DirectionState } from '../core/contract.ts'
import { defineOptimizer } from '../core/define.ts'
import { pure } from '../core/mixture.ts'
import type { Profile } from '../core/profile.ts'

interface State {
  readonly z: Profile
  /** The last direction; null before there is one. */
  readonly d: Profile | null
  readonly s: DirectionState
}

/**
 * Optimistic descent-ascent: expect the next direction to change as the last one did.
 *
 *     dₖ   = the direction of F(zₖ; ξₖ)                     F itself, or what Adam makes of it
 *     zₖ₊₁ = prox(zₖ − ηdₖ − ω(dₖ − dₖ₋₁))                  d₋₁ = d₀, or 0 with `first=zero`
 *
 * Daskalakis et al., arXiv:1711.00141; with `first=zero,direction=adam` their OptimisticAdam (Alg. 1). ω is not a multiple of η. n gradients
 * a step. For ω = η and free players these are the extrapolated points of `past-extragradient`: the last iterate converges on f(x, y) = σxy
 * for ησ < 1/√3.
 */
export const optimistic = defineOptimizer({
  id: 'optimistic',
  about: 'Optimistic descent-ascent; OptimisticAdam with first=zero,direction=adam.',
  equations: ['zₖ₊₁ = prox(zₖ − ηdₖ − ω(dₖ − dₖ₋₁)),  dₖ = F(zₖ; ξₖ)'],
  source: 'arXiv:1711.00141, Alg. 1',
  example: 'saddle run --game bilinear --optimizer optimistic[stepSize=0.3] --steps 100',
  needs: 'field',
  cost: 'n gradients',
  config: {
    stepSize: stepSize('η', 0.1, 'step size'),
    optimism: optional(num('ω', undefined, 'weight of the change of direction; the step size where absent', { min: 0 })),
    first: choice(['current', 'zero'], 'current', 'd₋₁: the first direction, which then does not change, or zero'),
  },
  slots: { direction: 'transform' },
  claims: {
    bilinear: { noise: 'deterministic', is: 'last-iterate' },
    stronglyMonotone: { is: 'last-iterate' },
    fixedPoint: true,
    permutation: true,
    reducesTo: [{ when: { optimism: 0 }, optimizer: 'gda', bits: 'exact' }],
  },
  create: ({ stepSize: η, optimism, first }, { direction }) => {
    const ω = optimism ?? η
    return {
      init: ({ start }): State => {
        const z = start()
        return { z, d: null, s: direction.init(z) }
      },
      step: ({ F, prox, sample }, { z, d: last, s }) => {
        const [d, s1] = direction.update(F(z, sample()), s)
        const descended = z.minus(d.times(η))
        const change = last ? d.minus(last) : first === 'zero' ? d : null
        return { z: prox(change ? descended.minus(change.times(ω)) : descended, η), d, s: s1 }
      },
      answer: ({ z }) => pure(z),
      visited: ({ z }) => ({ iterate: z, weight: η.of(0) }),
    }
  },
})
