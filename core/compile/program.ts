import { flops } from './flops.ts'
import { callsHost, type Value } from './graph.ts'
import { compileCut } from './cut-graph.ts'
import { compileGraph, type Real } from './graph-program.ts'
import type { Precision } from './onnx.ts'
import type { Device, Entries } from './session.ts'
import type { Traced } from './trace.ts'

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
  const graph = { ...traced.graph, inputs: inputsOf(traced) }
  const cost = costOf(traced)
  const outputs = graph.outputs.length - traced.loops.length
  const run = await (callsHost(graph) ? compileCut : compileGraph)(graph, precision, device)
  return {
    flops: cost.flops,
    loopFlops: cost.loops,
    run: async entries => {
      const all = await run(entries)
      return { outputs: all.slice(0, outputs), passes: all.slice(outputs).map(x => Number(x[0])) }
    },
  }
}
