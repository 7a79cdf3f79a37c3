import { choice, num } from '../core/config/options.ts'
import type { FieldView, Optimizer } from '../core/contract.ts'
import { defineOptimizer } from '../core/define.ts'
import type { Key } from '../core/key.ts'
import { pure, type Mixture } from '../core/mixture.ts'
import type { Profile } from '../core/profile.ts'
import { pointOf } from './average/averaging.ts'
import { ema, uniform, type Weighted } from './average/weights.ts'

interface State {
  readonly inner: unknown
  readonly uniform: Weighted
  readonly ema: { readonly mean: Profile }
}

/**
 * Another optimizer with the averages of all its points beside it, and its answer unchanged:
 *
 *     last: z_t,   uniform: z̄_t = Σ_{s=1}^t z_s/t,   ema: z̃_t = δz̃_{t−1} + (1 − δ)z_t,  z̃₀ = z₀
 *
 * Gidel et al., arXiv:1802.10551, section 4; their code keeps both averages of the generator. The metric `averages`
 * measures the three. They are part of the state, of every step whatever is measured, and touch no bit of the inner optimizer. No
 * gradients of its own.
 */
export const sideBySide = defineOptimizer({
  id: 'side-by-side',
  about: 'Another optimizer, unchanged, with the uniform and the moving average of its points beside its last one.',
  equations: ['z̄_t = Σ_{s≤t} z_s/t', 'z̃_t = δz̃_{t−1} + (1 − δ)z_t'],
  source: 'arXiv:1802.10551, section 4',
  example:
    'saddle run --game bilinear --optimizer side-by-side[of=gda[stepSize=0.1,moves=alternating]] --metric averages --steps 500',
  needs: 'inner',
  cost: 'that of the inner optimizer',
  config: {
    decay: num('δ', 0.999, 'share of the old moving average that is kept', { min: 0, below: 1 }),
    point: choice(['iterate', 'extrapolated'], 'iterate', 'which point is averaged'),
  },
  slots: { of: 'optimizer' },
  create: ({ decay: δ, point }, { of }) => {
    const inner = of as Optimizer<unknown, 'field'>
    const averaged = pointOf('side-by-side', inner, point)
    const [mean, moving] = [uniform(false), ema(δ)]
    return {
      init: (view: FieldView): State => ({
        inner: inner.init(view),
        uniform: mean.init(view.start()),
        ema: moving.init(view.start()),
      }),
      phase: (k: number, key: Key): unknown => inner.phase?.(k, key),
      step: (view: FieldView, state: State, phase: unknown): State => {
        const next = inner.step(view, state.inner, phase)
        const z = averaged(next)
        return { inner: next, uniform: mean.add(state.uniform, z, 1, null), ema: moving.add(state.ema, z, 1, null) }
      },
      answer: (state: State, other?: string): readonly Mixture[] => {
        if (other === 'last') return pure(inner.visited!(state.inner).iterate)
        if (other === 'uniform') return mean.answer(state.uniform)
        if (other === 'ema') return moving.answer(state.ema)
        return inner.answer(state.inner)
      },
      others: ['last', 'uniform', 'ema'],
      visited: ({ inner: s }: State) => inner.visited!(s),
    }
  },
})
