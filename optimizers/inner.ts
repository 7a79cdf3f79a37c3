import type { Optimizer } from '../core/contract.ts'
import type { Profile } from '../core/profile.ts'
import { Refusal } from '../core/refusal.ts'

/** An inner optimizer's state: its iterate, or that of the optimizer which it wraps, and the slow weights of another lookahead. */
export interface Inner {
  readonly z?: Profile
  readonly half?: Profile
  readonly slow?: Profile
  readonly inner?: Inner
}

/** The present iterate, through wrappers. */
export const iterateOf = ({ z, inner }: Inner): Profile => z ?? iterateOf(inner!)

/** The state with its iterate in another place; moments, counters and stored fields stay. */
export const movedTo = (state: Inner, z: Profile): Inner => ({
  ...state,
  ...(state.z ? { z } : {}),
  ...(state.half ? { half: z } : {}),
  ...(state.slow ? { slow: z } : {}),
  ...(state.inner ? { inner: movedTo(state.inner, z) } : {}),
})

/** An optimizer whose iterate can be moved. */
export type Movable = Optimizer<Inner, 'field'> & Required<Pick<Optimizer<Inner, 'field'>, 'visited'>>

/** The optimizer in a slot `of`; throws where it has no iterate to move. */
export function movable(wrapper: string, of: unknown): Movable {
  if ((of as Movable).visited as unknown) return of as Movable
  throw new Refusal(`${wrapper}: the optimizer in \`of\` has no iterate to go back with; use gda, extragradient, …`)
}
