import type { Game } from '../../core/contract.ts'
import type { Engine, StateData } from '../../core/engine.ts'
import { engineOf } from '../../core/execute.ts'
import type { Assembled, Lab, Request } from '../../core/lab.ts'
import type { Mixture } from '../../core/mixture.ts'

/** Throws the sentence where a law does not hold. */
export function demand(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(sentence)
}

/** How steps are made; host solvers know one way. */
export type Way = 'eager' | 'float32' | 'float64'

/** One optimizer on one game: what a law is tested on. */
export interface Subject {
  readonly lab: Lab
  readonly request: Request
  /** Assembled once. */
  readonly run: Assembled
  /** The ways in which its steps can be made. */
  readonly ways: readonly Way[]
  /** Eager and compiled, one precision of each: enough where rounding does not matter. */
  readonly bothWays: readonly Way[]
  /** One engine a way, so that laws share compiled programs. */
  engine(way: Way): Promise<Engine>
  /** Assembled anew, with an engine of its own: nothing is left of earlier steps. */
  fresh(way: Way): Promise<Engine>
}

/** An engine of an assembled run. Eager steps run on the backend of this process, chosen before. */
export async function made(run: Assembled, way: Way): Promise<Engine> {
  return (await engineOf(run, way === 'eager' ? { execution: 'eager' } : { execution: 'compiled', precision: way })).engine
}

let compiledToo = true
/** Whether laws of one way of making steps are tested on compiled steps too: these know no TensorFlow.js backend, and are the same on each. */
export const testCompiled = (also: boolean): void => {
  compiledToo = also
}

/** A subject; throws what `assemble` throws. `override` changes the game that the request assembles. */
export function subject(lab: Lab, request: Request, override?: (game: Game) => Game): Subject {
  const assembled = (): Assembled => {
    const plain = lab.assemble(request)
    return override ? lab.assemble({ ...request, override: { game: override(plain.game) } }) : plain
  }
  const run = assembled()
  const engines = new Map<Way, Promise<Engine>>()
  return {
    lab,
    request,
    run,
    ways: run.needs !== 'field' ? ['float64'] : compiledToo ? ['eager', 'float32', 'float64'] : ['eager'],
    bothWays: run.needs !== 'field' ? ['float64'] : compiledToo ? ['eager', 'float32'] : ['eager'],
    engine: way => {
      const known = engines.get(way) ?? made(run, way)
      engines.set(way, known)
      return known
    },
    fresh: way => made(assembled(), way),
  }
}

/** The state after n steps from the start. */
export async function after(engine: Engine, n: number): Promise<StateData> {
  const start = await engine.init()
  return n === 0 ? start : (await engine.advance(start, 0, n)).state
}

/** The bytes of a state's leaves, one after another. */
export const bits = (state: StateData): Buffer =>
  Buffer.concat(state.leaves.map(l => Buffer.from(l.buffer, l.byteOffset, l.byteLength)))

/** The bytes of an answer's atoms and weights. */
export const answerBits = (answer: readonly Mixture[]): Buffer =>
  Buffer.concat(
    answer
      .flatMap(m => [...m.atoms.map(a => a.host), Float64Array.from(m.weights as number[])])
      .map(v => Buffer.from(v.buffer, v.byteOffset, v.byteLength)),
  )

/** The largest difference of two lists of arrays, relative to the largest entry of the first; Infinity where shapes or NaNs differ. */
export function apart(want: readonly ArrayLike<number>[], got: readonly ArrayLike<number>[]): number {
  if (want.length !== got.length || want.some((w, i) => w.length !== got[i]!.length)) return Infinity
  let [most, error] = [0, 0]
  want.forEach((w, i) => {
    for (let k = 0; k < w.length; k++) {
      const [a, b] = [w[k]!, got[i]![k]!]
      most = Math.max(most, Math.abs(a))
      if (!Object.is(a, b)) error = Math.max(error, Number.isNaN(a - b) ? Infinity : Math.abs(a - b))
    }
  })
  return error === 0 ? 0 : error / most
}

/** The numbers of an answer, player by player. */
export const entriesOf = (answer: readonly Mixture[]): Float64Array[] =>
  answer.flatMap(m => [...m.atoms.map(a => a.host), Float64Array.from(m.weights as number[])])
