import type { LeafEntries, StateData } from '../../core/engine.ts'
import { leafSpecs } from '../../core/tree.ts'
import { throughCheckpoint, watchingLoops } from './trajectory.ts'
import { after, apart, demand, made, type Subject, type Way } from './subject.ts'

/** The state rounded to float32, in the arrays that a way works on. */
function roundedTo(way: Way, { form, leaves }: StateData): StateData {
  const specs = leafSpecs(form)
  const round = (leaf: LeafEntries, l: number): LeafEntries => {
    if (specs[l]!.dtype !== 'float32') return leaf.slice()
    return way === 'float64' ? Float64Array.from(leaf, Math.fround) : Float32Array.from(leaf)
  }
  return { form, leaves: leaves.map(round) }
}

/** Whether step k runs a loop whose length depends on values. */
async function loops(s: Subject, k: number): Promise<boolean> {
  const { seen, watched } = watchingLoops(s.run.optimizer)
  const engine = await made({ ...s.run, optimizer: watched }, 'float64')
  await engine.advance(await after(engine, k), k, 1)
  return seen.loops
}

/**
 * One step from the same state and draws, eager in float32 and compiled in float32 and float64: for every leaf, relative to its largest
 * entry, |eager − float64| ≤ 1e-4 and |float32 − float64| ≤ max(1e-5, 10·|eager − float64|). The ledger and the FLOPs are equal, but of a loop
 * that ends at a tolerance: single precision may reach it a pass sooner or later.
 * `given` are the states that the two float32 ways are given.
 */
async function stepsAgree(s: Subject, k: number, given: Readonly<Record<'eager' | 'float32', StateData>>): Promise<void> {
  const step = async (way: Way, from: StateData) => (await s.engine(way)).advance(from, k, 1)
  const [eager, single] = [await step('eager', given.eager), await step('float32', given.float32)]
  const double = await step('float64', roundedTo('float64', given.float32))
  double.state.leaves.forEach((want, l) => {
    const e = apart([want], [eager.state.leaves[l]!])
    const c = apart([want], [single.state.leaves[l]!])
    demand(e <= 1e-4, `leaf ${l} of the state after step ${k}: eager is ${e} from float64, allowed 1e-4`)
    const allowed = Math.max(1e-5, 10 * e)
    demand(c <= allowed, `leaf ${l} of the state after step ${k}: compiled float32 is ${c} from float64, allowed ${allowed}`)
  })
  for (const other of [eager, single]) {
    const [got, want] = [other, double].map(({ counts, flops }) => JSON.stringify({ ...counts, flops }))
    demand(got === want || (await loops(s, k)), `step ${k} costs ${got!} in one way and ${want!} in another`)
  }
}

/** Compiled = eager, from the state after k steps in double precision. */
export async function compiledIsEager(s: Subject, k: number): Promise<void> {
  const from = await after(await s.engine('float64'), k)
  await stepsAgree(s, k, { eager: roundedTo('eager', from), float32: roundedTo('float32', from) })
}

/** A checkpoint that one way has written after two steps is continued by the other as by itself: within the bounds of compiled = eager. */
export async function oneContinuesTheOther(s: Subject, one: 'eager' | 'float32', other: 'eager' | 'float32'): Promise<void> {
  const written = throughCheckpoint(2, await after(await s.engine(one), 2), `${one} and ${other}`)
  await stepsAgree(s, 2, { eager: written, float32: written })
}
