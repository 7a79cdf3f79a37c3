import type * as tf from '@tensorflow/tfjs'
import { answerTensors, hostAnswer, type AnswerForm } from '../answer.ts'
import type { Probe } from '../define.ts'
import { drawKey, formOf, startOf, type Advanced, type Engine, type FieldRun, type LeafEntries } from '../engine.ts'
import { fieldView } from '../field.ts'
import type { HostTensor } from '../host.ts'
import { addCounts, ledger, noCounts, type Counts } from '../ledger.ts'
import { Profile } from '../profile.ts'
import { flatten, formKey, hostLeaves, leafSpecs, unflatten, type Form, type LeafType } from '../tree.ts'
import type { Precision } from './onnx.ts'
import { compile, compileSteps, type Program, type StepProgram } from './program.ts'
import type { Device, Entries } from './session.ts'
import { trace, type LeafSpec, type Traced } from './trace.ts'

/** A step program and what a pass of it costs. */
interface Compiled {
  readonly traced: Traced<Form>
  readonly program: { many: StepProgram } | { one: Program }
  readonly counts: Counts
  readonly loopCounts: readonly Counts[]
}

/** A probe's program; the trace's result is the shapes of its outputs. */
interface Evaluation {
  readonly traced: Traced<readonly (readonly number[])[]>
  readonly program: Program
}

/** Programs kept: one a phase and state form. */
const capacity = 64
/** Numbers fed at once for the draws of one call, which bounds the steps of a call. */
const fedAtOnce = 1 << 20

const dtypeOf = (t: HostTensor): LeafType => (t.values instanceof Int32Array ? 'int32' : 'float32')

/** Runs steps as compiled graphs. */
export function compiledEngine(run: FieldRun, { precision, device }: { precision: Precision; device: Device }): Engine {
  const { game, optimizer, key } = run
  const start = startOf(run)
  const { template, layouts } = formOf(run, start)
  const templateLeaves = hostLeaves(template)
  const draw: LeafSpec[] = templateLeaves.map(t => ({ shape: t.shape, dtype: dtypeOf(t) }))
  const sources = { draw, start: start.points.map(p => p.size) }
  const programs = new Map<string, Promise<Compiled>>()
  const answers = new Map<string, Promise<{ form: AnswerForm; program: Program }>>()
  const probes = new Map<Probe, Map<string, Promise<Evaluation>>>()
  const specs = (form: Form): LeafSpec[] => leafSpecs(form)
  const phaseOf = (k: number): unknown => optimizer.phase?.(k)

  const drawn = (k: number | 'init' | 'evaluation', d: number): HostTensor[] => {
    const leaves = hostLeaves(game.sample(drawKey(key, k, d)))
    leaves.forEach((leaf, l) => {
      if (leaf.shape.join() !== draw[l]!.shape.join()) {
        throw new Error(
          `game '${game.id}': leaf ${l} of a sample has shape [${leaf.shape.join(', ')}], was [${draw[l]!.shape.join(', ')}] before; shapes are fixed`,
        )
      }
    })
    return leaves
  }
  /** Inputs of a program beside its arguments. */
  const outside = <T>(t: Traced<T>, k: number | 'init' | 'evaluation'): (HostTensor['values'] | Entries)[] => [
    ...t.feeds.map(({ feed }) => Float64Array.of(feed.value(typeof k === 'number' ? k : 0))),
    ...t.draws.flatMap((_, d) => drawn(k, d).map(leaf => leaf.values)),
    ...(t.starts ? start.points.map(p => p.host) : []),
  ]

  const compileStep = async (phase: unknown, form: Form): Promise<Compiled> => {
    const meter = { ledger: ledger() }
    const traced = trace(
      args => {
        meter.ledger = ledger()
        const state = unflatten(form, args)
        const next = optimizer.step(fieldView(game, template, layouts, meter.ledger), state, phase)
        const { form: result, leaves } = flatten(next)
        return { result, outputs: leaves as tf.Tensor[] }
      },
      specs(form),
      sources,
    )
    const same = formKey(traced.result) === formKey(form) && !traced.starts
    const program = same
      ? { many: await compileSteps(traced, precision, device) }
      : { one: await compile(traced, precision, device) }
    return { traced, program, counts: meter.ledger.counts, loopCounts: meter.ledger.loops }
  }
  const programOf = (phase: unknown, form: Form): Promise<Compiled> => {
    const id = `${JSON.stringify(phase)} ${formKey(form)}`
    let known = programs.get(id)
    if (!known) {
      if (programs.size >= capacity) {
        throw new Error(
          `the optimizer needs more than ${capacity} programs: its phases or the shape of its state change too often; keep what changes every step in tensors`,
        )
      }
      known = compileStep(phase, form)
      programs.set(id, known)
    }
    return known
  }

  const spend = (
    { counts, loopCounts, program }: Compiled,
    steps: number,
    passes: readonly number[],
  ): { counts: Counts; flops: number } => {
    const p = 'many' in program ? program.many : program.one
    return {
      counts: passes.reduce((sum, n, j) => addCounts(sum, loopCounts[j]!, n), addCounts(noCounts, counts, steps)),
      flops: passes.reduce((sum, n, j) => sum + n * p.loopFlops[j]!, steps * p.flops),
    }
  }
  const feedBlocks = (t: Traced<Form>, k: number, n: number): Float64Array[] =>
    t.feeds.map(({ feed }) => Float64Array.from({ length: n }, (_, i) => feed.value(k + i)))
  const drawBlocks = (t: Traced<Form>, k: number, n: number): HostTensor['values'][][] =>
    t.draws.map((_, d) => {
      const blocks: HostTensor['values'][] = draw.map(({ shape, dtype }) => {
        const size = n * shape.reduce((a, b) => a * b, 1)
        return dtype === 'int32'
          ? new Int32Array(size)
          : precision === 'float64'
            ? new Float64Array(size)
            : new Float32Array(size)
      })
      for (let i = 0; i < n; i++) drawn(k + i, d).forEach((leaf, l) => blocks[l]!.set(leaf.values, i * leaf.values.length))
      return blocks
    })

  return {
    kind: 'compiled',
    init: async () => {
      const traced = trace(
        () => {
          const { form, leaves } = flatten(optimizer.init(fieldView(game, template, layouts, ledger())))
          return { result: form, outputs: leaves as tf.Tensor[] }
        },
        [],
        sources,
      )
      const program = await compile(traced, precision, device)
      const { outputs } = await program.run(outside(traced, 'init'))
      return { form: traced.result, leaves: outputs as LeafEntries[] }
    },
    advance: async (from, k, n): Promise<Advanced> => {
      let state = from
      let counts = noCounts
      let flops = 0
      let made = 0
      while (made < n) {
        const at = k + made
        const phase = phaseOf(at)
        const step = await programOf(phase, state.form)
        let leaves: readonly Entries[]
        let passes: readonly number[]
        let steps = 1
        if ('many' in step.program) {
          const { traced } = step
          const fed = Math.max(1, traced.draws.length * draw.reduce((s, d) => s + d.shape.reduce((a, b) => a * b, 1), 0))
          const most = Math.max(1, Math.min(n - made, Math.floor(fedAtOnce / fed)))
          const id = JSON.stringify(phase)
          while (steps < most && JSON.stringify(phaseOf(at + steps)) === id) steps++
          const ran = await step.program.many.run(
            state.leaves,
            steps,
            feedBlocks(traced, at, steps),
            drawBlocks(traced, at, steps),
          )
          ;({ outputs: leaves, passes } = ran)
        } else {
          const ran = await step.program.one.run([...state.leaves, ...outside(step.traced, at)])
          ;({ outputs: leaves, passes } = ran)
        }
        const spent = spend(step, steps, passes)
        counts = addCounts(counts, spent.counts)
        flops += spent.flops
        made += steps
        state = { form: step.traced.result, leaves: leaves as LeafEntries[] }
      }
      return { state, counts, flops }
    },
    answer: async state => {
      const id = formKey(state.form)
      let known = answers.get(id)
      if (!known) {
        const traced = trace(
          args => {
            const { form, tensors } = answerTensors(optimizer.answer(unflatten(state.form, args)))
            return { result: form, outputs: tensors }
          },
          specs(state.form),
          sources,
        )
        known = compile(traced, precision, device).then(program => ({ form: traced.result, program }))
        answers.set(id, known)
      }
      const { form, program } = await known
      return hostAnswer(form, (await program.run(state.leaves)).outputs as LeafEntries[])
    },
    evaluate: async (probe, z, inputs) => {
      const shapes = inputs.map(t => t.shape.join()).join(' ')
      const byShape = probes.get(probe) ?? new Map<string, Promise<Evaluation>>()
      probes.set(probe, byShape)
      let known = byShape.get(shapes)
      if (!known) {
        const traced = trace(
          args => {
            const points = new Profile(z.points.map((p, i) => p.with(args[i] as tf.Tensor1D)))
            const outputs = probe.run(fieldView(game, template, layouts, ledger()), points, args.slice(z.points.length))
            return { result: outputs.map(t => t.shape), outputs }
          },
          [
            ...z.points.map(p => ({ shape: [p.size], dtype: 'float32' as const })),
            ...inputs.map(t => ({ shape: t.shape, dtype: dtypeOf(t) })),
          ],
          sources,
        )
        known = compile(traced, precision, device).then(program => ({ traced, program }))
        byShape.set(shapes, known)
      }
      const { traced, program } = await known
      const { outputs } = await program.run([
        ...z.points.map(p => p.host),
        ...inputs.map(t => t.values),
        ...outside(traced, 'evaluation'),
      ])
      return traced.result.map((shape, i) => ({ shape, values: Float64Array.from(outputs[i] as Float64Array) }))
    },
    done: () => false,
    dispose: () => {
      programs.clear()
      answers.clear()
      probes.clear()
    },
  }
}
