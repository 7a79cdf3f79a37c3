import { choice, stepSize } from '../core/config/options.ts'
import type { DirectionState } from '../core/contract.ts'
import { defineOptimizer } from '../core/define.ts'
import { lastIterate } from '../core/last-iterate.ts'
import type { Profile } from '../core/profile.ts'

/**
 * Extrapolation from the past: look ahead with the field found at the last look ahead.
 *
 *     z̄ₖ   = prox(zₖ − ηF(z̄ₖ₋₁; ξₖ₋₁))        z̄₋₁ = z₀, or z̄₀ = z₀ with `first=none`
 *     zₖ₊₁ = prox(zₖ − ηF(z̄ₖ; ξₖ))
 *
 * Popov 1980; Gidel et al., arXiv:1802.10551, Alg. 3; with `first=none,direction=adam` PastExtraAdam (Alg. 4), where the stored gradient
 * enters the moments once more. n gradients a step, and n at the start. Where every player is free, z̄ is optimistic descent-ascent. The
 * last iterate converges linearly for η ≤ 1/(4L) on μ-strongly monotone fields (Theorem 1), on f(x, y) = σxy for ησ < 1/√3.
 */
export const pastExtragradient = defineOptimizer({
  id: 'past-extragradient',
  about: 'Extragradient with the field of the last extrapolation; PastExtraAdam with first=none,direction=adam.',
  equations: ['z̄ₖ = prox(zₖ − ηF(z̄ₖ₋₁; ξₖ₋₁))', 'zₖ₊₁ = prox(zₖ − ηF(z̄ₖ; ξₖ))'],
  source: 'arXiv:1802.10551, Alg. 3',
  example: 'saddle run --game bilinear --optimizer past-extragradient[stepSize=0.3] --steps 100',
  needs: 'field',
  cost: 'n gradients',
  config: {
    stepSize: stepSize('η', 0.1, 'step size'),
    first: choice(['start', 'none'], 'start', 'the first extrapolation: with the field at the start, or none'),
  },
  slots: { direction: 'transform' },
  claims: {
    bilinear: { noise: 'deterministic', is: 'last-iterate' },
    stronglyMonotone: { is: 'last-iterate' },
    fixedPoint: true,
    permutation: true,
    reducesTo: [
      { when: { first: 'none' }, sets: 'free', point: 'extrapolated', optimizer: 'optimistic[first=zero]', bits: 'rounding' },
    ],
  },
  create: ({ stepSize: η, first }, { direction }) => ({
    init: ({ start, F, sample }) => {
      const z = start()
      // f is the field at the last extrapolated point, null before there is one.
      return { z, half: z, f: first === 'start' ? F(z, sample()) : (null as Profile | null), s: direction.init(z) }
    },
    step: ({ F, prox, sample }, { z, f: past, s }) => {
      const moved = (g: Profile, t: DirectionState): readonly [Profile, DirectionState] => {
        const [u, t1] = direction.update(g, t)
        return [prox(z.minus(u.times(η)), η), t1]
      }
      const [half, s1] = past ? moved(past, s) : [z, s]
      const f = F(half, sample())
      const [next, s2] = moved(f, s1)
      return { z: next, half, f, s: s2 }
    },
    ...lastIterate(η),
  }),
})
