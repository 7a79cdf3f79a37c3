import { compiledEngine } from '../compile/engine.ts'
import type { Probe } from '../define.ts'
import type { FieldRun } from '../engine.ts'
import type { Mixture } from '../mixture.ts'
import { Profile } from '../profile.ts'
import { projectedResidual } from '../residual.ts'
import { coordinates } from './coordinates.ts'
import { joined, largest } from '../vector.ts'
import { type Operator } from './krylov.ts'
import { engineOf } from './engine-of.ts'
import type { Steady } from './steady.ts'
import { settings } from './step-map.ts'

/** The period's map near its fixed point, in the coordinates that may move. */
export interface Local {
  /** The fixed point, in the limit of all that counts. */
  readonly origin: Float64Array
  /** ‖s‖∞, at least 1: what lengths are relative to. */
  readonly scale: number
  /** T(x), with counters at so many steps. */
  map(x: Float64Array, steps?: number): Promise<Float64Array>
  /** T′(x). */
  derivative(x: Float64Array, steps?: number): Promise<Operator>
  /** The strategies that the state answers with, all atoms one after another. */
  answer(x: Float64Array): Promise<Float64Array>
  /** What is left of the field at the answer, z − prox(z − F(z), 1): zero at solutions, and only there. */
  rest(x: Float64Array): Promise<Float64Array>
}

/** F at a point. */
export const field: Probe = { run: (view, z) => view.F(z, view.sample()).points.map(p => p.tensor) }

export function localOf(run: FieldRun, steady: Steady): Local {
  const { map, moving, at } = steady
  const { state: limit } = at(Infinity)
  const space = coordinates(limit, moving)
  const [engine, fields] = [engineOf(run), compiledEngine(run, settings)]
  const answered = (x: Float64Array): Promise<readonly Mixture[]> =>
    engine.answer({ form: map.form, leaves: space.put(limit, x) })
  const origin = space.of(limit)
  return {
    origin,
    scale: Math.max(1, largest(origin)),
    map: async (x, steps = Infinity) => {
      const { state, k } = at(steps)
      return space.of(await map.apply(space.put(state, x), k))
    },
    derivative: async (x, steps = Infinity) => {
      const { state, k } = at(steps)
      const here = space.put(state, x)
      const A = await map.derivative(here, k)
      return async v => space.of(await A(space.direction(here, v)))
    },
    answer: async x => joined((await answered(x)).flatMap(({ atoms }) => atoms.map(a => a.host))),
    rest: async x => {
      const answer = await answered(x)
      const rests: Float64Array[] = []
      for (const z of profiles(answer)) {
        const F = await fields.evaluate(field, z, [])
        z.points.forEach((p, i) => {
          const { set } = run.game.players[i]!
          rests.push(projectedResidual(set, p, p.with(Float64Array.from(F[i]!.values)), 1).host)
        })
      }
      return joined(rests)
    },
  }
}

/** The pure profiles of an answer: atom a of every player, where a player has fewer its last one. */
const profiles = (answer: readonly Mixture[]): Profile[] =>
  Array.from(
    { length: Math.max(...answer.map(m => m.atoms.length)) },
    (_, a) => new Profile(answer.map(({ atoms }) => atoms[Math.min(a, atoms.length - 1)]!)),
  )
