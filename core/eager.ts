import * as tf from '@tensorflow/tfjs'
import { answerTensors, hostAnswer } from './answer.ts'
import { drawSpecs } from './compile/draws.ts'
import { flops } from './compile/flops.ts'
import { callsHost } from './compile/graph.ts'
import { nested, traceOnce, type LeafSpec } from './compile/trace.ts'
import type { Optimizer } from './contract.ts'
import {
  drawKey,
  formOf,
  phaseKey,
  startOf,
  type Advanced,
  type Engine,
  type FieldRun,
  type LeafEntries,
  type StateData,
} from './engine.ts'
import { fieldView } from './field.ts'
import { within, type Feed, type Frame } from './frame.ts'
import { sizeOf, type HostTensor } from './host.ts'
import { addCounts, ledger, noCounts, type Counts, type Ledger } from './ledger.ts'
import { Profile } from './profile.ts'
import { flatten, formKey, hostLeaves, leafSpecs, unflatten, type Form } from './tree.ts'

interface Cost {
  readonly flops: number
  /** Of a pass of each loop. */
  readonly loops: readonly number[]
  /** Some of them by a formula of what runs on the host. */
  readonly estimated: boolean
}

/** Runs steps one op at a time on the present TensorFlow.js backend, in float32. */
export function eagerEngine(run: FieldRun): Engine {
  const { game, key } = run
  const optimizer: Optimizer = run.optimizer
  const start = startOf(run)
  const { template, layouts } = formOf(run, start)
  /** Constants of the game, uploaded once a run. */
  const lifted = new Map<HostTensor, tf.Tensor>()
  const costs = new Map<string, Cost | null>()

  const upload = (host: HostTensor): tf.Tensor =>
    host.values instanceof Int32Array
      ? tf.tensor(host.values, [...host.shape], 'int32')
      : tf.tensor(Float32Array.from(host.values), [...host.shape], 'float32')
  /** The step in which a table was first asked for. */
  const asked = new WeakMap<HostTensor, number>()
  let step = 0
  /** Scalars are small and made where they are used. So are tables in the first step that asks for them: one made anew by every step would stay for ever. */
  const lift = (host: HostTensor): tf.Tensor => {
    const known = lifted.get(host)
    if (known) return known
    const first = asked.get(host) ?? step
    asked.set(host, first)
    if (sizeOf(host.shape) === 1 || first === step) return upload(host)
    const made = tf.keep(upload(host))
    lifted.set(host, made)
    return made
  }

  const running = <T>(k: number | 'init' | 'evaluation', passes: number[], body: () => T): T => {
    step++
    let draws = 0
    let looping = false
    const fed = new Map<string, tf.Scalar>()
    const frame: Frame = {
      lift,
      feed: (feed: Feed) => {
        let value = fed.get(feed.id)
        if (!value) {
          value = tf.keep(tf.scalar(feed.value(typeof k === 'number' ? k : 0)))
          fed.set(feed.id, value)
        }
        // A copy of its own for each asking: one first made inside a gradient would be freed at the end of it.
        return value.clone()
      },
      draw: () => hostLeaves(game.sample(drawKey(key, k, draws++))).map(upload),
      start: () => start.points.map(p => tf.tensor1d(Float32Array.from(p.host))),
      loop: ({ max, carry, body, until }) => {
        if (looping) throw new Error(nested)
        looping = true
        let state = carry
        let n = 0
        const ended = (): boolean => Boolean(tf.tidy(() => until(state).dataSync()[0]))
        for (let going = !ended(); going && n < max; going = !ended()) {
          const held = tf.tidy(() => body(state) as tf.Tensor[])
          // What came in belongs to the step, not to the loop.
          state.filter(t => !held.includes(t) && !carry.includes(t)).forEach(t => t.dispose())
          state = held
          n++
        }
        looping = false
        passes.push(n)
        return [state, tf.scalar(n)]
      },
    }
    try {
      return within(frame, body)
    } finally {
      fed.forEach(t => t.dispose())
    }
  }
  /** Frees tensors of the state that the next one does not hold; a table of the game that became a leaf stays. */
  const free = (old: readonly tf.Tensor[], next: readonly tf.Tensor[]): void => {
    const held = new Set([...next, ...lifted.values()])
    old.forEach(t => held.has(t) || t.dispose())
  }
  const view = (meter: Ledger): ReturnType<typeof fieldView> => fieldView(game, template, layouts, meter)

  /** FLOPs of what makes a state, from its trace, where every kernel has a rule. */
  const costOf = (id: string, from: readonly LeafSpec[], make: (args: tf.Tensor[]) => unknown): Cost | null => {
    const known = costs.get(id)
    if (known !== undefined) return known
    let cost: Cost | null = null
    try {
      const traced = traceOnce(args => ({ result: null, outputs: flatten(make(args)).leaves as tf.Tensor[] }), from, {
        draw: drawSpecs(template),
        start: start.points.map(p => p.size),
      })
      cost = { flops: flops(traced.graph), loops: traced.loops.map(l => flops(l.body)), estimated: callsHost(traced.graph) }
    } catch {
      // What cannot be traced can still run here; its FLOPs are not known.
    }
    costs.set(id, cost)
    return cost
  }
  const costOfStep = (phase: unknown, form: Form): Cost | null =>
    costOf(`${JSON.stringify(phase)} ${formKey(form)}`, leafSpecs(form), args =>
      optimizer.step(view(ledger()), unflatten(form, args), phase),
    )
  /** Here a loop's body is run, not recorded: its counts are those of all passes. */
  const countsOf = (meter: Ledger): Counts => meter.loops.reduce((sum, loop) => addCounts(sum, loop), meter.counts)
  const flopsOf = (cost: Cost | null, passes: readonly number[]): number | null =>
    cost && passes.reduce((sum, p, j) => sum + p * cost.loops[j]!, cost.flops)

  const uploadState = ({ form, leaves }: StateData): tf.Tensor[] =>
    leafSpecs(form).map(({ shape, dtype }, i) => tf.tensor(leaves[i] as Float32Array, [...shape], dtype))
  const download = (tensors: readonly tf.Tensor[]): LeafEntries[] => tensors.map(t => t.dataSync() as LeafEntries)

  const begin = async (): Promise<Advanced> => {
    const cost = costOf('init', [], () => optimizer.init(view(ledger())))
    const meter = ledger()
    const passes: number[] = []
    const state = tf.tidy(() => {
      const { form, leaves } = flatten(running('init', passes, () => optimizer.init(view(meter) as never)))
      return { form, leaves: download(leaves as tf.Tensor[]) } as never
    }) as unknown as StateData
    return Promise.resolve({ state, counts: countsOf(meter), flops: flopsOf(cost, passes) })
  }

  return {
    kind: 'eager',
    random: hostLeaves(template).length > 0,
    begin,
    init: async () => (await begin()).state,
    advance: async (from, k, n): Promise<Advanced> => {
      let form = from.form
      let tensors = uploadState(from)
      let counts = noCounts
      let spent: number | null = 0
      let estimated = false
      try {
        for (let i = 0; i < n; i++) {
          const phase = optimizer.phase?.(k + i, phaseKey(key, k + i))
          const cost = costOfStep(phase, form)
          const meter = ledger()
          const passes: number[] = []
          let next: Form | null = null
          const made = tf.tidy(() => {
            const state = running(k + i, passes, () => optimizer.step(view(meter) as never, unflatten(form, tensors), phase))
            const flat = flatten(state)
            next = flat.form
            return flat.leaves as tf.Tensor[]
          })
          free(tensors, made)
          tensors = made
          form = next!
          counts = addCounts(counts, countsOf(meter))
          const flops = flopsOf(cost, passes)
          estimated ||= cost?.estimated ?? false
          spent = flops === null || spent === null ? null : spent + flops
        }
        return await Promise.resolve({
          state: { form, leaves: download(tensors) },
          counts,
          flops: spent,
          ...(estimated ? { estimated } : {}),
        })
      } finally {
        free(tensors, [])
      }
    },
    others: optimizer.others ?? [],
    answer: async (state, other) =>
      Promise.resolve(
        tf.tidy(() => {
          const answer = running('evaluation', [], () =>
            answerTensors(optimizer.answer(unflatten(state.form, uploadState(state)), other)),
          )
          return hostAnswer(answer.form, download(answer.tensors)) as never
        }) as unknown as ReturnType<typeof hostAnswer>,
      ),
    evaluate: async (probe, z, inputs) =>
      Promise.resolve(
        tf.tidy(() => {
          const points = new Profile(z.points.map(p => p.with(tf.tensor1d(Float32Array.from(p.host)))))
          const outputs = running('evaluation', [], () => probe.run(view(ledger()), points, inputs.map(upload)))
          return outputs.map(t => ({ shape: t.shape, values: Float64Array.from(t.dataSync()) })) as never
        }) as unknown as HostTensor[],
      ),
    done: () => false,
    dispose: () => {
      lifted.forEach(t => t.dispose())
      lifted.clear()
    },
  }
}
