import type * as tf from '@tensorflow/tfjs'
import { answerTensors } from '../answer.ts'
import { installSafeGradients } from '../calculus/install.ts'
import { drawSpecs } from '../compile/draws.ts'
import { compile } from '../compile/program.ts'
import { trace, type TraceSources } from '../compile/trace.ts'
import { formOf, startOf, type FieldRun } from '../engine.ts'
import { fieldView } from '../field.ts'
import { ledger } from '../ledger.ts'
import type { Soon } from '../contract.ts'
import type { Profile } from '../profile.ts'
import { flatten, formKey, hostLeaves, leafSpecs, unflatten, type Form } from '../tree.ts'
import { device, outside, sources, stepMap, type Leaves, type StepMap, type Traceable } from './step-map.ts'

/** A state: its form and its leaves. */
export interface Formed {
  readonly form: Form
  readonly leaves: Leaves
}

/** An optimizer's two functions as programs in double precision, each made once. */
export interface Maps {
  init(start: Profile): Promise<Formed>
  step(form: Form, phase: unknown): Promise<StepMap>
  /** The leaves of a state of this form that its answer follows from. */
  answered(form: Form): Soon<ReadonlySet<number>>
}

export function mapsOf(run: FieldRun): Maps {
  installSafeGradients()
  const { game, optimizer } = run
  const start = startOf(run)
  const { template, layouts } = formOf(run, start)
  const facts: TraceSources = { draw: drawSpecs(template), start: start.points.map(p => p.size) }
  const sample = hostLeaves(template)
  const view = (): ReturnType<typeof fieldView> => fieldView(game, template, layouts, ledger())
  const flat = (state: unknown): ReturnType<Traceable> => {
    const { form, leaves } = flatten(state)
    return { form, leaves: leaves as tf.Tensor[] }
  }
  const known = new Map<string, Promise<StepMap>>()
  const begin = async (): Promise<(start: Profile) => Promise<Formed>> => {
    const traced = trace(
      () => {
        const { form, leaves } = flat(optimizer.init(view()))
        return { result: form, outputs: leaves }
      },
      [],
      facts,
    )
    const program = await compile(traced, 'float64', device)
    return async from => {
      const { outputs } = await program.run(outside(traced, { sample, start: from }, 0))
      return { form: traced.result, leaves: outputs as Leaves }
    }
  }
  const answered = (form: Form): ReadonlySet<number> => {
    const traced = trace(
      args => ({ result: null, outputs: answerTensors(optimizer.answer(unflatten(form, args))).tensors }),
      leafSpecs(form),
      facts,
    )
    const from = sources(traced.graph, traced.arguments)
    return new Set(traced.graph.outputs.flatMap(v => [...(from.get(v.id) ?? [])]))
  }
  let beginning: ReturnType<typeof begin> | null = null
  return {
    answered,
    init: async from => (await (beginning ??= begin()))(from),
    step: (form, phase) => {
      const id = `${JSON.stringify(phase)} ${formKey(form)}`
      const made =
        known.get(id) ??
        stepMap(args => flat(optimizer.step(view(), unflatten(form, args), phase)), form, facts, { sample, start })
      known.set(id, made)
      return made
    },
  }
}
