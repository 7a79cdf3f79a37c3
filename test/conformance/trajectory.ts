/** Laws of the steps of one optimizer on one game. Each throws a sentence where it does not hold. */
import * as tf from '@tensorflow/tfjs'
import { decodeCheckpoint, encodeCheckpoint } from '../../core/checkpoint.ts'
import type { FieldView, Optimizer } from '../../core/contract.ts'
import { phaseKey, startOf, type StateData } from '../../core/engine.ts'
import { noCounts } from '../../core/ledger.ts'
import { flatten, formKey, type Leaf } from '../../core/tree.ts'
import { after, bits, demand, made, type Subject, type Way } from './subject.ts'

/** Same key, same trajectory: the leaves of three steps, made twice from nothing, are equal to the last bit. */
export async function sameKeySameSteps(s: Subject): Promise<void> {
  for (const way of s.bothWays) {
    const [one, two] = [await s.engine(way), await s.fresh(way)]
    const [a, b, again] = [await after(one, 3), await after(two, 3), await after(one, 3)]
    demand(
      bits(a).equals(bits(b)),
      `${way}: two runs with the same key differ after 3 steps: a step draws from elsewhere than sample()`,
    )
    demand(bits(a).equals(bits(again)), `${way}: the same steps made again differ: something is kept outside the state`)
  }
}

/** The optimizer with something in place of its step or its answer. */
export const instead = (o: Optimizer, parts: Partial<Pick<Optimizer, 'step' | 'answer'>>): Optimizer => ({
  init: view => o.init(view),
  step: (view, state, phase) => o.step(view, state, phase),
  answer: (state, other) => o.answer(state, other),
  ...(o.others ? { others: o.others } : {}),
  ...(o.phase ? { phase: (k, key) => o.phase!(k, key) } : {}),
  ...(o.visited ? { visited: state => o.visited!(state) } : {}),
  ...(o.done ? { done: state => o.done!(state) } : {}),
  ...parts,
})
const hostCopy = (leaf: Leaf): Leaf => (leaf instanceof Float64Array ? leaf.slice() : leaf)
const sameLeaf = (a: Leaf, b: Leaf): boolean =>
  a instanceof Float64Array && b instanceof Float64Array ? a.every((x, i) => Object.is(x, b[i])) : a === b

/** A step leaves the state that it was given as it was. */
export async function stateIsNotMutated(s: Subject): Promise<void> {
  const { optimizer } = s.run
  const guarded = instead(optimizer, {
    step: (view, state, phase) => {
      const before = flatten(state)
      const copies = before.leaves.map(hostCopy)
      const next = optimizer.step(view, state, phase)
      const now = flatten(state)
      const kept = formKey(now.form) === formKey(before.form) && now.leaves.every((leaf, i) => sameLeaf(leaf, copies[i]!))
      demand(kept, 'the step changed the state that it was given; make a new one')
      return next
    },
  })
  const engine = await made({ ...s.run, optimizer: guarded }, s.ways[0]!)
  const start = await engine.init()
  const before = bits(start)
  await engine.advance(start, 0, 3)
  demand(bits(start).equals(before), 'the leaves of the starting state changed')
}

/** The layouts that an answer of player i may have: that of its start; of a game in stages, the blocks of the first ones too. */
function layoutsOf({ game, key }: Subject['run'], i: number): readonly string[] {
  const { layout } = startOf({ game, key }).at(i)
  const counts = game.stages?.map((_, s) => game.stages!.slice(0, s + 1).reduce((n, players) => n + players[i]!.length, 0))
  return (counts ?? [layout.length]).map(n => JSON.stringify(layout.slice(0, n)))
}

/** Answers keep the players' layouts, weights are probabilities, and every way makes states of the same form. */
export async function shapesAreKept(s: Subject): Promise<void> {
  const layouts = s.run.game.players.map((_, i) => layoutsOf(s.run, i))
  const forms = new Set<string>()
  for (const way of s.ways) {
    const engine = await s.engine(way)
    const state = await after(engine, 3)
    forms.add(formKey(state.form))
    const answer = await engine.answer(state)
    demand(answer.length === layouts.length, `${way}: the answer has ${answer.length} mixtures for ${layouts.length} players`)
    answer.forEach(({ atoms, weights }, i) => {
      demand(
        atoms.every(a => layouts[i]!.includes(JSON.stringify(a.layout))),
        `${way}: an atom of player ${i} has another layout than its starting point`,
      )
      const sum = (weights as number[]).reduce((a, b) => a + b, 0)
      const probable = (weights as number[]).every(w => w >= 0) && Math.abs(sum - 1) <= 1e-6
      demand(probable, `${way}: the weights of player ${i}'s mixture are not probabilities: ${weights.join(', ')}`)
    })
  }
  demand(forms.size === 1, 'eager and compiled steps make states of different forms')
}

/** Eager steps free every tensor, between calls and at the end. */
export async function noTensorIsLeftOver(s: Subject): Promise<void> {
  await made(s.run, 'eager')
  const before = tf.memory().numTensors
  const engine = await s.fresh('eager')
  let state = await after(engine, 2)
  const warm = tf.memory().numTensors
  state = (await engine.advance(state, 2, 4)).state
  await engine.answer(state)
  const left = tf.memory().numTensors - warm
  demand(left === 0, `4 steps and an answer left ${left} tensors`)
  engine.dispose()
  const rest = tf.memory().numTensors - before
  demand(rest === 0, `${rest} tensors are left after the end of the run`)
}

/** A state written into a checkpoint after k steps and read back. */
export function throughCheckpoint(k: number, state: StateData, run: string): StateData {
  const meter = { ...noCounts, flops: 0, seconds: 0 }
  const bytes = encodeCheckpoint({ step: k, state, meter, initial: 1 }, run)
  return decodeCheckpoint(bytes, { file: 'of this law', run, seconds: 0 }).state
}

/** Five steps are two, a checkpoint read back in a new run, and three more, to the last bit. */
export async function resumeIsUninterrupted(s: Subject, way: Way): Promise<void> {
  const [undisturbed, first, second] = [await s.fresh(way), await s.fresh(way), await s.fresh(way)]
  const whole = await after(undisturbed, 5)
  const state = throughCheckpoint(2, await after(first, 2), way)
  const resumed = (await second.advance(state, 2, 3)).state
  demand(formKey(resumed.form) === formKey(whole.form), `${way}: resumed after step 2, the state has another form after step 5`)
  demand(bits(resumed).equals(bits(whole)), `${way}: resumed after step 2, step 5 differs from an undisturbed run`)
}

/** In double precision every atom of the answer lies in its player's set, within 1e-9. Averages over sets that are not convex are excepted. */
export async function iteratesAreFeasible(s: Subject): Promise<void> {
  const engine = await s.engine('float64')
  for (const n of [1, 3]) {
    const answer = await engine.answer(await after(engine, n))
    answer.forEach(({ atoms }, i) => {
      const { set, id } = s.run.game.players[i]!
      if (!set.convex && s.run.definition.needs === 'inner') return
      for (const a of atoms) {
        const violation = set.violation?.(a.host) ?? 0
        demand(violation <= 1e-9, `after ${n} steps the strategy of '${id}' is outside ${set.name} by ${violation}`)
      }
    })
  }
}

/** The optimizer, and whether its steps have run a loop of unknown length. */
export function watchingLoops(optimizer: Optimizer): { readonly seen: { loops: boolean }; readonly watched: Optimizer } {
  const seen = { loops: false }
  const step: Optimizer['step'] = (view, state, phase) => {
    const iterate: FieldView['iterate'] = loop => {
      seen.loops = true
      return (view as FieldView).iterate(loop)
    }
    return optimizer.step('iterate' in view ? { ...view, iterate } : view, state, phase)
  }
  return { seen, watched: instead(optimizer, { step }) }
}

/** Steps of the same phase from states of the same form cost the same, except where a step runs a loop of its own. */
export async function metersAreConstant(s: Subject): Promise<void> {
  const { optimizer } = s.run
  const { seen, watched } = watchingLoops(optimizer)
  const engine = await made({ ...s.run, optimizer: watched }, s.ways[0]!)
  const costs = new Map<string, string>()
  let state = await engine.init()
  for (let k = 0; k < 6 && !engine.done(state); k++) {
    const { state: next, counts } = await engine.advance(state, k, 1)
    const place = `${JSON.stringify([optimizer.phase?.(k, phaseKey(s.run.key, k))])} ${formKey(state.form)}`
    const cost = JSON.stringify(counts)
    const known = costs.get(place) ?? cost
    demand(seen.loops || known === cost, `step ${k} was metered as ${cost}, an earlier one of its phase as ${known}`)
    costs.set(place, known)
    state = next
  }
}
