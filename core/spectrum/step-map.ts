import type * as tf from '@tensorflow/tfjs'
import { jvp } from '../calculus/gradient.ts'
import { captured, type Graph, type Value } from '../compile/graph.ts'
import { compile, type Program } from '../compile/program.ts'
import { trace, type Traced, type TraceSources } from '../compile/trace.ts'
import { largest } from '../vector.ts'
import { sizeOf, type HostTensor } from '../host.ts'
import type { Profile } from '../profile.ts'
import { leafSpecs, type Form } from '../tree.ts'

/** The entries of a state's leaves in double precision; integers and truths are carried along as they are. */
export type Leaves = readonly (Float64Array | Int32Array | Uint8Array)[]

/** What a step does with a leaf of the state that it is given. */
export interface LeafUse {
  readonly real: boolean
  /** The leaves of the new state that depend on it. */
  readonly reaches: ReadonlySet<number>
  /** It is in the new state as it was. */
  readonly kept: boolean
}

/** One step of an optimizer as a map of its state, s ↦ T(s), in double precision; k stands for the step's number in schedules. */
export interface StepMap {
  readonly form: Form
  readonly next: Form
  readonly uses: readonly LeafUse[]
  /** False where the step has a loop of unknown length: its derivative is then a central difference. */
  readonly differentiated: boolean
  apply(s: Leaves, k: number): Promise<Leaves>
  /** T′(s)v. Entries of v at integers and truths are not looked at. */
  tangent(s: Leaves, v: Leaves, k: number): Promise<Leaves>
}

/** A step or a start as a function of tensors. */
export type Traceable = (leaves: readonly tf.Tensor[]) => { readonly form: Form; readonly leaves: readonly tf.Tensor[] }

/** Where maps run. */
export const device = { threads: 1, provider: 'cpu' } as const
/** How a run that is looked at beside them is carried out. */
export const settings = { precision: 'float64', device } as const

const isReal = (form: Form): boolean[] => leafSpecs(form).map(({ dtype }) => dtype === 'float32')

/** Length of a central difference, relative to the size of the state. */
const short = 1e-5

/** Traces a step from a state of this form; its derivative, the traced step itself differentiated, is made when it is first asked for. */
export async function stepMap(stepped: Traceable, form: Form, sources: TraceSources, given: Given): Promise<StepMap> {
  const real = isReal(form)
  const specs = leafSpecs(form)
  const traced = trace(
    args => {
      const { form: next, leaves } = stepped(args)
      return { result: next, outputs: leaves }
    },
    specs,
    sources,
  )
  const next = traced.result
  const realNext = isReal(next)
  const program = await compile(traced, 'float64', device)
  const apply = async (s: Leaves, k: number): Promise<Leaves> =>
    (await program.run([...s, ...outside(traced, given, k)])).outputs as Leaves

  const differentiated = traced.loops.length === 0
  const derivative = async (): Promise<{ traced: Traced<null>; program: Program }> => {
    const traced = trace(
      args => {
        const leaves = args.slice(0, specs.length)
        const reals = leaves.filter((_, i) => real[i])
        const moved = (xs: readonly tf.Tensor[]): tf.Tensor[] => {
          let at = 0
          return leaves.map((x, i) => (real[i] ? xs[at++]! : x))
        }
        const outputs = jvp(xs => stepped(moved(xs)).leaves.filter((_, i) => realNext[i]), reals, args.slice(specs.length))
        return { result: null, outputs }
      },
      [...specs, ...specs.filter((_, i) => real[i])],
      sources,
    )
    return { traced, program: await compile(traced, 'float64', device) }
  }
  let making: ReturnType<typeof derivative> | null = null
  const exactly = async (s: Leaves, v: Leaves, k: number): Promise<Leaves> => {
    const { traced, program } = await (making ??= derivative())
    const { outputs } = await program.run([...s, ...v.filter((_, i) => real[i]), ...outside(traced, given, k)])
    return spread(realNext, outputs as Float64Array[], next)
  }
  return {
    form,
    next,
    uses: usesOf(traced, real),
    differentiated,
    apply,
    tangent: differentiated ? exactly : centralDifference(apply, real, next),
  }
}

/** v ↦ (T(s + hv) − T(s − hv))/2h in the real leaves of s, for h of 1e-5 of the size of the state. */
export function centralDifference(apply: StepMap['apply'], real: readonly boolean[], next: Form): StepMap['tangent'] {
  const realNext = isReal(next)
  return async (s, v, k) => {
    const size = Math.max(...v.filter((_, i) => real[i]).map(x => largest(x as Float64Array)))
    if (size === 0) return spread(realNext, [], next)
    // Relative to what is moved: a counter at its limit is no scale.
    const scale = Math.max(
      1,
      ...s.flatMap((x, i) => (real[i] && largest(v[i] as Float64Array) > 0 ? [largest(x as Float64Array)] : [])),
    )
    const h = (short * scale) / size
    const moved = (c: number): Leaves => s.map((x, i) => (real[i] ? (x as Float64Array).map((e, j) => e + c * v[i]![j]!) : x))
    const [ahead, behind] = [await apply(moved(h), k), await apply(moved(-h), k)]
    return ahead.map((x, i) => (realNext[i] ? (x as Float64Array).map((e, j) => (e - behind[i]![j]!) / (2 * h)) : x))
  }
}

/** What a program takes beside its arguments: schedules at step k, the one sample of a game without chance, and the players' starts. */
export const outside = <T>(
  { feeds, draws, starts }: Traced<T>,
  { sample, start }: Given,
  k: number,
): (Float64Array | HostTensor['values'])[] => [
  ...feeds.map(({ feed }) => Float64Array.of(feed.value(k))),
  ...draws.flatMap(() => sample.map(leaf => leaf.values)),
  ...(starts ? start.points.map(p => p.host) : []),
]
/** The leaves of a game's sample, and where its players start. */
export interface Given {
  readonly sample: readonly HostTensor[]
  readonly start: Profile
}

function usesOf<T>({ graph, arguments: args }: Traced<T>, real: readonly boolean[]): LeafUse[] {
  const from = sources(graph, args)
  const outputs = graph.outputs.map(v => from.get(v.id) ?? new Set<number>())
  return args.map((arg, i) => ({
    real: real[i]!,
    reaches: new Set(outputs.flatMap((set, j) => (set.has(i) ? [j] : []))),
    kept: graph.outputs[i]?.id === arg.id,
  }))
}

/** For every value of a graph the arguments from which it follows. */
export function sources({ nodes }: Graph, args: readonly Value[]): ReadonlyMap<number, ReadonlySet<number>> {
  const from = new Map<number, ReadonlySet<number>>(args.map((arg, i) => [arg.id, new Set([i])]))
  for (const node of nodes) {
    const read = [...node.inputs.map(v => v.id), ...(node.body ? captured(node.body) : [])]
    const all = new Set(read.flatMap(id => [...(from.get(id) ?? [])]))
    for (const v of node.outputs) from.set(v.id, all)
  }
  return from
}

/** Real entries in the places of real leaves, zeros elsewhere. */
const spread = (real: readonly boolean[], entries: readonly Float64Array[], form: Form): Leaves => {
  let at = 0
  return leafSpecs(form).map(({ shape }, i) =>
    real[i] ? (entries[at++] ?? new Float64Array(sizeOf(shape))) : new Int32Array(sizeOf(shape)),
  )
}
