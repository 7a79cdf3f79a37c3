import { int, num } from '../core/config/options.ts'
import type { FieldView, Optimizer } from '../core/contract.ts'
import { defineOptimizer } from '../core/define.ts'
import type { Profile } from '../core/profile.ts'
import { Refusal } from '../core/refusal.ts'

/** An inner optimizer's state: its iterate, or that of the optimizer which it wraps, and the slow weights of another lookahead. */
interface Inner {
  readonly z?: Profile
  readonly half?: Profile
  readonly slow?: Profile
  readonly inner?: Inner
}
interface State {
  readonly inner: Inner
  readonly slow: Profile
}
interface Phase {
  readonly inner: unknown
  /** Whether the fast weights are drawn back after this step. */
  readonly back: boolean
}

const iterateOf = ({ z, inner }: Inner): Profile => z ?? iterateOf(inner!)
/** The state with its iterate in another place; moments, counters and stored fields stay. */
const movedTo = (state: Inner, z: Profile): Inner => ({
  ...state,
  ...(state.z ? { z } : {}),
  ...(state.half ? { half: z } : {}),
  ...(state.slow ? { slow: z } : {}),
  ...(state.inner ? { inner: movedTo(state.inner, z) } : {}),
})

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
  refuses: (_, { players }) => {
    const bent = players.find(({ set }) => !set.convex)
    return bent
      ? `lookahead goes to points between two others, which the set ${bent.set.name} of player '${bent.id}' need not have`
      : null
  },
  create: ({ every: k, weight: α }, { of }): Optimizer<State, 'field', Phase> => {
    const fast = of as Optimizer<Inner, 'field'>
    const visited = fast.visited?.bind(fast)
    if (!visited) throw new Refusal('lookahead: the optimizer in `of` has no iterate to go back with; use gda, extragradient, …')
    return {
      init: (view: FieldView) => {
        const inner = fast.init(view)
        return { inner, slow: iterateOf(inner) }
      },
      phase: step => ({ inner: fast.phase?.(step), back: (step + 1) % k === 0 }),
      step: (view, { inner, slow }, phase) => {
        const next = fast.step(view, inner, phase.inner)
        if (!phase.back) return { inner: next, slow }
        const between = slow.times(1 - α).plus(iterateOf(next).times(α))
        return { inner: movedTo(next, between), slow: between }
      },
      answer: ({ inner }) => fast.answer(inner),
      visited: ({ inner }) => visited(inner),
    }
  },
})
