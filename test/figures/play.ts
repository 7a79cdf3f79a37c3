import { readFileSync } from 'node:fs'
import type { BackendName } from '../../core/backend.ts'
import type { Precision } from '../../core/compile/onnx.ts'
import type { Engine, StateData } from '../../core/engine.ts'
import { engineOf } from '../../core/execute.ts'
import { createLab, type Assembled } from '../../core/lab.ts'
import type { Mixture } from '../../core/mixture.ts'
import type { Profile } from '../../core/profile.ts'
import { unflatten } from '../../core/tree.ts'
import { builtin } from '../../plugins/builtin.ts'

/** A figure file of the independent scripts. */
export const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'))

export const lab = createLab(builtin)

/** What is played, as selectors. */
export interface Selectors {
  readonly game: string
  readonly optimizer: string
  readonly players?: Readonly<Record<string, string>>
}
export interface Setting {
  readonly precision?: Precision
  readonly execution?: 'compiled' | 'eager'
  readonly backend?: BackendName
  readonly seed?: number
}
export interface Length {
  readonly steps: number
  /** Steps made at once, and from one recorded point to the next. */
  readonly every?: number
  /** Steps made before the first recorded point. */
  readonly after?: number
}

/** The assembled run and its engine: compiled in float64, or eager in float32. */
export async function open(selectors: Selectors, setting: Setting = {}): Promise<{ assembled: Assembled; engine: Engine }> {
  const { execution = 'compiled', precision = execution === 'eager' ? 'float32' : 'float64', backend = 'cpu', seed = 0 } = setting
  const assembled = lab.assemble({ ...selectors, seed })
  const { engine } = await engineOf(assembled, { execution, precision, backend })
  return { assembled, engine }
}

/** The present iterate in an optimizer's state, through wrappers: its `z`. [player][entry]. */
export function iterateOf({ form, leaves }: StateData): number[][] {
  let state = unflatten(
    form,
    leaves.map(leaf => Float64Array.from(leaf)),
  ) as { z?: Profile; inner?: typeof state }
  while (state.inner) state = state.inner
  return state.z!.points.map(p => Array.from(p.host))
}

async function visit(engine: Engine, { steps, every = 1, after = 0 }: Length, see: (state: StateData) => unknown): Promise<void> {
  let state = await engine.init()
  if (after > 0) ({ state } = await engine.advance(state, 0, after))
  await see(state)
  for (let k = after; k < steps; k += every) {
    ;({ state } = await engine.advance(state, k, Math.min(every, steps - k)))
    await see(state)
  }
  engine.dispose()
}

/** Iterates of a run, the first one included: [step][player][entry]. */
export async function play(
  selectors: Selectors,
  { seed, execution, precision, backend, ...length }: Length & Setting,
): Promise<number[][][]> {
  const { engine } = await open(selectors, { seed, execution, precision, backend } as Setting)
  const trajectory: number[][][] = []
  await visit(engine, length, state => trajectory.push(iterateOf(state)))
  return trajectory
}

/** The answers of a run where `play` has its iterates. */
export async function answers(
  selectors: Selectors,
  { seed, execution, precision, backend, ...length }: Length & Setting,
): Promise<(readonly Mixture[])[]> {
  const { engine } = await open(selectors, { seed, execution, precision, backend } as Setting)
  const found: (readonly Mixture[])[] = []
  await visit(engine, length, async state => found.push(await engine.answer(state)))
  return found
}

/** The one atom of every player of a pure answer. */
export const atomsOf = (answer: readonly Mixture[]): number[][] =>
  answer.map(({ atoms }) => {
    if (atoms.length !== 1) throw new Error(`a pure answer has one atom a player, this one ${atoms.length}`)
    return Array.from(atoms[0]!.host)
  })

/** ‖z‖² over all players. */
export const squaredNorm = (z: readonly (readonly number[])[]): number => z.flat().reduce((s, x) => s + x * x, 0)
export const norm = (z: readonly (readonly number[])[]): number => Math.sqrt(squaredNorm(z))

/** Largest difference of entries over max(1, largest entry of the second). */
export function apart(found: readonly (readonly number[])[], expected: readonly (readonly number[])[]): number {
  const [a, b] = [found.flat(), expected.flat()]
  if (a.length !== b.length) throw new Error(`${a.length} entries against ${b.length}`)
  const size = Math.max(1, ...b.map(Math.abs))
  return Math.max(...a.map((x, i) => Math.abs(x - b[i]!))) / size
}
/** The largest distance of two trajectories of equal length. NaN where one has a NaN. */
export const trajectoriesApart = (found: readonly number[][][], expected: readonly number[][][]): number => {
  if (found.length !== expected.length) throw new Error(`${found.length} iterates against ${expected.length}`)
  return Math.max(...found.map((z, k) => apart(z, expected[k]!)))
}
