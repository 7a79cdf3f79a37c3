import type * as tf from '@tensorflow/tfjs'
import { formOf, phaseKey, startOf, type Advanced, type Engine, type FieldRun, type LeafEntries } from '../engine.ts'
import { fieldView } from '../field.ts'
import { addCounts, ledger, noCounts, type Counts } from '../ledger.ts'
import { flatten, formKey, hostLeaves, leafSpecs, unflatten, type Form } from '../tree.ts'
import { drawsOf } from './draws.ts'
import { readingOf } from './reading.ts'
import { callsHost } from './graph.ts'
import type { Precision } from './onnx.ts'
import { compile, type Program } from './program.ts'
import type { Device, Entries } from './session.ts'
import { compileSteps, type StepProgram } from './step-program.ts'
import { trace, type Traced } from './trace.ts'

/** A step program and what a pass of it costs. */
interface Compiled {
  readonly traced: Traced<Form>
  readonly program: { many: StepProgram } | { one: Program }
  readonly counts: Counts
  readonly loopCounts: readonly Counts[]
}

/** Programs kept: one a phase and state form. */
const capacity = 256

/** Runs steps as compiled graphs. */
export function compiledEngine(run: FieldRun, { precision, device }: { precision: Precision; device: Device }): Engine {
  const { game, optimizer } = run
  const start = startOf(run)
  const form = formOf(run, start)
  const { template, layouts } = form
  const draws = drawsOf(run, template, start, precision)
  const reading = readingOf(run, form, draws, precision, device)
  const programs = new Map<string, Promise<Compiled>>()
  const phaseOf = (k: number): unknown => optimizer.phase?.(k, phaseKey(run.key, k))

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
      leafSpecs(form),
      draws.sources,
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

  const compileStart = async (): Promise<Compiled & { readonly program: { one: Program } }> => {
    let meter = ledger()
    const traced = trace(
      () => {
        meter = ledger()
        const { form, leaves } = flatten(optimizer.init(fieldView(game, template, layouts, meter)))
        return { result: form, outputs: leaves as tf.Tensor[] }
      },
      [],
      draws.sources,
    )
    const program = { one: await compile(traced, precision, device) }
    return { traced, program, counts: meter.counts, loopCounts: meter.loops }
  }
  let starting: ReturnType<typeof compileStart> | null = null
  const begin = async (): Promise<Advanced> => {
    starting ??= compileStart()
    const made = await starting
    const { outputs, passes } = await made.program.one.run(draws.outside(made.traced, 'init'))
    return { state: { form: made.traced.result, leaves: outputs as LeafEntries[] }, ...spend(made, 1, passes) }
  }

  return {
    kind: 'compiled',
    random: hostLeaves(template).length > 0,
    begin,
    init: async () => (await begin()).state,
    advance: async (from, k, n): Promise<Advanced> => {
      let state = from
      let counts = noCounts
      let flops = 0
      let made = 0
      let estimated = false
      while (made < n) {
        const at = k + made
        const phase = phaseOf(at)
        const step = await programOf(phase, state.form)
        estimated ||= callsHost(step.traced.graph)
        let leaves: readonly Entries[]
        let passes: readonly number[]
        let steps = 1
        if ('many' in step.program) {
          const { traced } = step
          const most = Math.min(n - made, draws.mostSteps(traced))
          const id = JSON.stringify(phase)
          while (steps < most && JSON.stringify(phaseOf(at + steps)) === id) steps++
          const ran = await step.program.many.run(
            state.leaves,
            steps,
            draws.feedBlocks(traced, at, steps),
            draws.drawBlocks(traced, at, steps),
          )
          ;({ outputs: leaves, passes } = ran)
        } else {
          const ran = await step.program.one.run([...state.leaves, ...draws.outside(step.traced, at)])
          ;({ outputs: leaves, passes } = ran)
        }
        const spent = spend(step, steps, passes)
        counts = addCounts(counts, spent.counts)
        flops += spent.flops
        made += steps
        state = { form: step.traced.result, leaves: leaves as LeafEntries[] }
      }
      return { state, counts, flops, ...(estimated ? { estimated } : {}) }
    },
    answer: reading.answer,
    others: optimizer.others ?? [],
    evaluate: reading.evaluate,
    done: () => false,
    dispose: () => {
      programs.clear()
      reading.clear()
    },
  }
}
