import { int, num } from '../core/config/options.ts'
import type { Optimizer } from '../core/contract.ts'
import { defineOptimizer } from '../core/define.ts'
import type { Profile } from '../core/profile.ts'
import { iterateOf, movable, movedTo, type Inner } from './inner.ts'
import { bentSet } from './refusals.ts'

type State = { readonly inner: Inner; readonly slow: Profile }
/** `back`: the fast weights are drawn back after this step. */
type Phase = { readonly inner: unknown; readonly back: boolean }

/**
 * Lookahead: every k steps of another optimizer, all players go back to a point between where they were and where they are.
 *
 *     after k steps:  slow⁺ = (1 − α)·slow + α·fast,   fast⁺ = slow⁺
 *
 * Chavdarova et al., arXiv:2006.14567, Alg. 1 (Lookahead-minmax); nested, `lookahead[of=lookahead[of=…]]`, their Alg. 3. No gradients of its own.
 * Over simultaneous descent-ascent on f(x, y) = σxy, a = ησ, a cycle multiplies ‖z‖ by |1 − α + α(1 − ia)^k|: it converges for small a where
 * α < 1 − 1/k, although descent-ascent does not.
 */
export const lookahead = defineOptimizer({
  id: 'lookahead',
  about: 'Lookahead-minmax: every k steps back to a point between the old and the new one.',
  equations: ['slow⁺ = (1 − α)·slow + α·fast every k steps, fast⁺ = slow⁺'],
  source: 'arXiv:2006.14567, Alg. 1',
  example: 'saddle run --game bilinear --optimizer lookahead[of=gda[stepSize=0.3],every=6,weight=0.4] --steps 100',
  needs: 'inner',
  cost: 'that of the inner optimizer',
  config: {
    every: int('k', 6, 'steps from one return to the next', { min: 1 }),
    weight: num('α', 0.4, 'share of the fast weights', { above: 0, max: 1 }),
  },
  slots: { of: { kind: 'optimizer', default: 'gda[stepSize=0.3]', doc: 'the fast optimizer' } },
  claims: {
    bilinear: { noise: 'deterministic', is: 'last-iterate' },
    fixedPoint: true,
    reducesTo: [{ when: { weight: 1 }, optimizer: 'gda[stepSize=0.3]', bits: 'exact' }],
  },
  refuses: (_, game) => bentSet('lookahead', game),
  create: ({ every: k, weight: α }, { of }): Optimizer<State, 'field', Phase> => {
    const fast = movable('lookahead', of)
    return {
      init: view => {
        const inner = fast.init(view)
        return { inner, slow: iterateOf(inner) }
      },
      phase: (step, key) => ({ inner: fast.phase?.(step, key), back: (step + 1) % k === 0 }),
      step: (view, { inner, slow }, { inner: phase, back }) => {
        const next = fast.step(view, inner, phase)
        if (!back) return { inner: next, slow }
        const between = slow.times(1 - α).plus(iterateOf(next).times(α))
        return { inner: movedTo(next, between), slow: between }
      },
      answer: ({ inner }) => fast.answer(inner),
      visited: ({ inner }) => fast.visited(inner),
    }
  },
})
