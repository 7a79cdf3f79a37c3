/** Runs of the library whose iterates are looked at: compiled, in float64 unless something else is said. */
import type { Precision } from '../../core/compile/onnx.ts'
import type { Game } from '../../core/contract.ts'
import type { Engine, StateData } from '../../core/engine.ts'
import { engineOf } from '../../core/execute.ts'
import type { Lab } from '../../core/lab.ts'
import type { Profile } from '../../core/profile.ts'
import { unflatten } from '../../core/tree.ts'

/** What is played, as selectors. */
export interface Play {
  readonly game: string
  readonly optimizer: string
  readonly players?: Readonly<Record<string, string>>
  /** A game in place of what the selector makes. */
  change?(game: Game): Game
  readonly precision?: Precision
}
/** A profile on the host: [player][entry]. */
export type Place = readonly (readonly number[])[]

/** The engine of a play. Whoever takes it disposes of it. */
export async function engineFor(
  lab: Lab,
  { game, optimizer, players = {}, change, precision = 'float64' }: Play,
): Promise<Engine> {
  const request = { game, optimizer, players, seed: 0 }
  const made = lab.assemble(request)
  const assembled = change ? lab.assemble({ ...request, override: { game: change(made.game) } }) : made
  const { engine } = await engineOf(assembled, { execution: 'compiled', precision })
  return engine
}

/** The iterate in an optimizer's state, through wrappers. */
export function iterateOf({ form, leaves }: StateData): Place {
  let state = unflatten(
    form,
    leaves.map(leaf => Float64Array.from(leaf)),
  ) as { z?: Profile; inner?: typeof state }
  while (state.inner) state = state.inner
  return state.z!.points.map(p => Array.from(p.host))
}

/** What the directions of the players remember at the start, in place of zeros: of each player the entries. */
export type Begin = Place

/** The state with the entries of `begin` in the leaves that are zero, which directions with memory begin with. */
function begun({ form, leaves }: StateData, begin: Begin): StateData {
  const zero = leaves.flatMap((leaf, i) => (leaf.every(x => x === 0) ? [i] : []))
  if (zero.length !== begin.length) throw new Error(`the state has ${zero.length} leaves of zeros, not ${begin.length}`)
  return { form, leaves: leaves.map((leaf, i) => (zero.includes(i) ? Float64Array.from(begin[zero.indexOf(i)]!) : leaf)) }
}

/** The iterates after each of the given steps, which ascend. */
export async function iterates(lab: Lab, play: Play, steps: readonly number[], begin?: Begin): Promise<Place[]> {
  const engine = await engineFor(lab, play)
  try {
    let state = await engine.init()
    if (begin) state = begun(state, begin)
    let k = 0
    const places: Place[] = []
    for (const step of steps) {
      if (step > k) ({ state } = await engine.advance(state, k, step - k))
      k = step
      places.push(iterateOf(state))
    }
    return places
  } finally {
    engine.dispose()
  }
}
/** The iterates 0, …, n. */
export const trajectory = (lab: Lab, play: Play, n: number, begin?: Begin): Promise<Place[]> =>
  iterates(
    lab,
    play,
    Array.from({ length: n + 1 }, (_, k) => k),
    begin,
  )
/** The iterate after n steps. */
export const after = async (lab: Lab, play: Play, n: number): Promise<Place> => (await iterates(lab, play, [n]))[0]!

/** The answer after n steps, one point a player. */
export async function answerAfter(lab: Lab, play: Play, n: number): Promise<Place> {
  const engine = await engineFor(lab, play)
  try {
    const { state } = await engine.advance(await engine.init(), 0, n)
    return (await engine.answer(state)).map(({ atoms }) => Array.from(atoms[0]!.host))
  } finally {
    engine.dispose()
  }
}

/** ‖z‖² over all players. */
export const squared = (z: Place): number => z.flat().reduce((sum, x) => sum + x * x, 0)
export const norm = (z: Place): number => Math.sqrt(squared(z))

/** The factor a step by which ‖z‖ changes from step `from` to step `to`, in the geometric mean. */
export async function factor(lab: Lab, play: Play, [from, to]: readonly [number, number]): Promise<number> {
  const [early, late] = await iterates(lab, play, [from, to])
  return (norm(late!) / norm(early!)) ** (1 / (to - from))
}
