import type { FieldView, Optimizer } from '../../core/contract.ts'
import type { Mixture } from '../../core/mixture.ts'
import type { Profile } from '../../core/profile.ts'
import { Refusal } from '../../core/refusal.ts'
import { ema, uniform, type Accumulator } from './weights.ts'
import { history } from './history.ts'

export interface AverageConfig {
  readonly kind:
    | { readonly kind: 'uniform' }
    | { readonly kind: 'ema'; readonly decay: number }
    | { readonly kind: 'mixture'; readonly atoms: number }
  readonly point: 'iterate' | 'extrapolated'
  readonly weights: 'equal' | 'step-size'
  readonly includeStart: boolean
}

interface State {
  readonly inner: unknown
  readonly sum: unknown
}
interface Phase {
  readonly inner: unknown
  readonly add: unknown
}

const accumulatorOf = ({ kind, weights, includeStart }: AverageConfig): Accumulator => {
  if (includeStart && weights === 'step-size')
    throw new Refusal('average: includeStart=true goes with weights=equal; with weights=step-size the start counts by its step')
  if (kind.kind === 'uniform') return uniform(includeStart)
  if (kind.kind === 'ema') {
    if (weights === 'equal' && !includeStart) return ema(kind.decay)
    throw new Refusal(
      'average: kind=ema has weights of its own and begins at the start; weights and includeStart go with uniform and mixture',
    )
  }
  if (kind.atoms % 2 !== 0) throw new Refusal(`average: kind=mixture needs an even number of atoms (N), got ${kind.atoms}`)
  return history(kind.atoms, includeStart)
}

/** The point of a state that an average of this kind takes. Throws where the inner optimizer has none. */
export function pointOf(
  id: string,
  inner: Optimizer<unknown, 'field'>,
  point: AverageConfig['point'],
): (state: unknown) => Profile {
  if (!inner.visited)
    throw new Refusal(`${id}: the optimizer in \`of\` visits no iterates that could be averaged; use gda, extragradient, …`)
  return state => {
    const { iterate, extrapolated } = inner.visited!(state)
    if (point === 'iterate') return iterate
    if (!extrapolated)
      throw new Refusal(`${id}: point=extrapolated needs an optimizer that extrapolates in \`of\`, such as extragradient`)
    return extrapolated
  }
}

/** The inner optimizer with an accumulator beside it. */
export function averaging(config: AverageConfig, inner: Optimizer<unknown, 'field'>): Optimizer<State, 'field', Phase> {
  const { point, weights } = config
  const averaged = pointOf('average', inner, point)
  const accumulator = accumulatorOf(config)
  return {
    init: (view: FieldView) => {
      const [start, state] = [view.start(), inner.init(view)]
      if (!inner.visited!(state).iterate.points.every((x, i) => x.size === start.at(i).size))
        throw new Refusal(
          'average: the optimizer in `of` adds to the strategies stage by stage, and those of different stages have no average; put the average inside it: progressive[of=average[…]]',
        )
      return { inner: state, sum: accumulator.init(start) }
    },
    phase: (k, key) => ({ inner: inner.phase?.(k, key), add: accumulator.phase?.(k) }),
    step: (view, state, phase) => {
      const next = inner.step(view, state.inner, phase.inner)
      // η_t belongs to the point from which step t sets out; an extrapolated point is met on the way.
      const at = weights === 'step-size' && point === 'iterate' ? state.inner : next
      const w = weights === 'equal' ? 1 : inner.visited!(at).weight
      return { inner: next, sum: accumulator.add(state.sum, averaged(at), w, phase.add) }
    },
    answer: ({ sum }): readonly Mixture[] => accumulator.answer(sum),
    visited: ({ inner: s }) => inner.visited!(s),
  }
}
