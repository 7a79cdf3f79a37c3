import type * as ort from 'onnxruntime-node'
import { loweringOf } from './lowering/block.ts'
import { flops } from './flops.ts'
import type { Value } from './graph.ts'
import { encodeModel, entriesIn, graphMessage, outputNames, plainNames, type Precision } from './onnx.ts'
import { feed, inPrecision, sessionOf, type Device, type Entries } from './session.ts'
import type { Traced } from './trace.ts'

export type Real = Float64Array | Float32Array | Int32Array

/** Entries as a program of this precision takes them. */
export const cast = (entries: Real | Entries, type: Value['type'], precision: Precision): Entries =>
  type === 'real' ? inPrecision(entries as Real, precision) : entries

/** What a run of a program returns: the outputs' entries, and the passes of each inner loop. */
export interface Ran {
  readonly outputs: readonly Entries[]
  readonly passes: readonly number[]
}

/** FLOPs of the graph, and of a pass of each of its loops. */
export const costOf = <T>(traced: Traced<T>): { flops: number; loops: readonly number[] } => ({
  flops: flops(traced.graph),
  loops: traced.loops.map(l => flops(l.body)),
})

/** A traced function as a program that runs once a call: initial states, answers, probes. */
export interface Program {
  readonly flops: number
  readonly loopFlops: readonly number[]
  /** Entries of the graph's inputs in the order of `Traced`: arguments, feeds, draws, starts. */
  run(inputs: readonly (Real | Entries)[]): Promise<Ran>
}

/** The graph's inputs in a fixed order. */
const inputsOf = <T>(t: Traced<T>): Value[] => [
  ...t.arguments,
  ...t.feeds.map(f => f.value),
  ...t.draws.flat(),
  ...(t.starts ?? []),
]

export async function compile<T>(traced: Traced<T>, precision: Precision, device: Device): Promise<Program> {
  const { graph } = traced
  const inputs = inputsOf(traced)
  const cost = costOf(traced)
  const nLoops = traced.loops.length
  const split = (all: readonly Entries[]): Ran => ({
    outputs: all.slice(0, all.length - nLoops),
    passes: all.slice(all.length - nLoops).map(x => Number(x[0])),
  })
  if (graph.nodes.length === 0) {
    // Nothing to compute: outputs are inputs or constants.
    const constants = new Map(graph.constants.map(c => [c.value.id, c]))
    const run = (entries: readonly (Real | Entries)[]): Ran =>
      split(
        graph.outputs.map(v => {
          const at = inputs.findIndex(i => i.id === v.id)
          return at >= 0 ? cast(entries[at]!, v.type, precision) : entriesIn(constants.get(v.id)!, precision)
        }),
      )
    return { flops: 0, loopFlops: [], run: async entries => Promise.resolve(run(entries)) }
  }
  const ordered = { ...graph, inputs }
  const lowering = await loweringOf(ordered, precision, device)
  const message = graphMessage(ordered, 'program', precision, plainNames, lowering)
  const session = await sessionOf(encodeModel(message, lowering.domains), device)
  const names = outputNames(graph, 'program', plainNames)
  const live = new Set(session.inputNames)
  return {
    flops: cost.flops,
    loopFlops: cost.loops,
    run: async entries => {
      const feeds: Record<string, ort.Tensor> = {}
      inputs.forEach((v, i) => {
        const name = plainNames.name(v)
        if (live.has(name)) feeds[name] = feed(cast(entries[i]!, v.type, precision), v.shape)
      })
      const results = await session.run(feeds)
      return split(names.map(n => results[n]!.data as Entries))
    },
  }
}
