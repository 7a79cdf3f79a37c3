import type { Optimizer } from '../core/contract.ts'
import { defineOptimizer } from '../core/define.ts'
import type { Profile } from '../core/profile.ts'
import { asTensor, quotient, scalar, total, type Scalar } from '../core/scalar.ts'
import { iterateOf, movable, movedTo, type Inner } from './inner.ts'
import { bentSet } from './refusals.ts'

type State = { readonly inner: Inner; readonly anchor: Profile; readonly k: Scalar }

/**
 * Halpern iteration: another optimizer's step, drawn back to the start ever less.
 *
 *     uₖ₊₁ = u₀/(k + 2) + ((k + 1)/(k + 2))·T uₖ
 *
 * Halpern, Bull. AMS 73, 1967; Lieder, Optim. Lett. 15, 2021: ‖uₖ − Tuₖ‖ ≤ 2‖u₀ − u*‖/(k + 1) where T is nonexpansive. T, the step of `of`, must be
 * a map of the iterate alone. The proximal point (`relaxation` up to 2) is nonexpansive on monotone fields; descent-ascent is not, even on a
 * bilinear game. No gradients of its own. For linear T, uₖ is the mean of u₀, Tu₀, …, Tᵏu₀.
 */
export const halpern = defineOptimizer({
  id: 'halpern',
  about: 'Halpern iteration: a nonexpansive step, averaged with the start.',
  equations: ['uₖ₊₁ = u₀/(k + 2) + ((k + 1)/(k + 2))·T uₖ'],
  source: 'Halpern, Bull. AMS 73, 1967; rate by Lieder, Optim. Lett. 15, 2021',
  example: 'saddle run --game bilinear --optimizer halpern[of=proximal-point[stepSize=0.5,relaxation=2]] --steps 100',
  needs: 'inner',
  cost: 'that of the inner optimizer',
  config: {},
  slots: { of: { kind: 'optimizer', default: 'proximal-point', doc: 'whose step is T' } },
  claims: {
    bilinear: { noise: 'deterministic', is: 'last-iterate' },
    stronglyMonotone: { is: 'last-iterate' },
    fixedPoint: true,
    permutation: true,
  },
  refuses: (_, game) => bentSet('halpern', game),
  create: (_, { of }): Optimizer<State, 'field'> => {
    const T = movable('halpern', of)
    return {
      init: view => {
        const inner = T.init(view)
        return { inner, anchor: iterateOf(inner), k: scalar(0) }
      },
      phase: (k, key) => T.phase?.(k, key),
      step: (view, { inner, anchor, k }, phase) => {
        const next = T.step(view, inner, phase)
        const mean = anchor.times(quotient(1, total(k, 2))).plus(iterateOf(next).times(quotient(total(k, 1), total(k, 2))))
        return { inner: movedTo(next, mean), anchor, k: asTensor(total(k, 1)) }
      },
      answer: ({ inner }) => T.answer(inner),
      visited: ({ inner }) => T.visited(inner),
    }
  },
})
