import type * as tf from '@tensorflow/tfjs'
import { answerTensors, hostAnswer, type AnswerForm } from '../answer.ts'
import type { Probe } from '../define.ts'
import type { Engine, FieldRun, GameForm, LeafEntries } from '../engine.ts'
import { fieldView } from '../field.ts'
import { ledger } from '../ledger.ts'
import { Profile } from '../profile.ts'
import { formKey, leafSpecs, unflatten } from '../tree.ts'
import { dtypeOf, type Draws } from './draws.ts'
import type { Precision } from './onnx.ts'
import { compile, type Program } from './program.ts'
import type { Device } from './session.ts'
import { trace, type Traced } from './trace.ts'

/** A probe's program; the trace's result is the shapes of its outputs. */
interface Evaluation {
  readonly traced: Traced<readonly (readonly number[])[]>
  readonly program: Program
}
/** What reads a state without changing it: its answer, and probes at any profile. */
export interface Reading extends Pick<Engine, 'answer' | 'evaluate'> {
  /** Forgets the programs. */
  clear(): void
}

/** Programs for answers, one a state form, and for probes, one a probe, shapes of its inputs and layouts of the strategies. */
export function readingOf(
  { game, optimizer }: FieldRun,
  { template, layouts }: GameForm,
  draws: Draws,
  precision: Precision,
  device: Device,
): Reading {
  const answers = new Map<string, Promise<{ form: AnswerForm; program: Program }>>()
  const probes = new Map<Probe, Map<string, Promise<Evaluation>>>()
  return {
    answer: async (state, other) => {
      const id = `${other ?? ''} ${formKey(state.form)}`
      let known = answers.get(id)
      if (!known) {
        const traced = trace(
          args => {
            const { form, tensors } = answerTensors(optimizer.answer(unflatten(state.form, args), other))
            return { result: form, outputs: tensors }
          },
          leafSpecs(state.form),
          draws.sources,
        )
        known = compile(traced, precision, device).then(program => ({ form: traced.result, program }))
        answers.set(id, known)
      }
      const { form, program } = await known
      return hostAnswer(form, (await program.run(state.leaves)).outputs as LeafEntries[])
    },
    evaluate: async (probe, z, inputs) => {
      const shapes = [...inputs.map(t => t.shape.join()), ...z.points.map(p => JSON.stringify(p.layout))].join(' ')
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
          draws.sources,
        )
        known = compile(traced, precision, device).then(program => ({ traced, program }))
        byShape.set(shapes, known)
      }
      const { traced, program } = await known
      const { outputs } = await program.run([
        ...z.points.map(p => p.host),
        ...inputs.map(t => t.values),
        ...draws.outside(traced, 'evaluation'),
      ])
      return traced.result.map((shape, i) => ({ shape, values: Float64Array.from(outputs[i] as Float64Array) }))
    },
    clear: () => {
      answers.clear()
      probes.clear()
    },
  }
}
