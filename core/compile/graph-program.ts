import type * as ort from 'onnxruntime-node'
import { loweringOf } from './lowering/block.ts'
import type { Graph, Value } from './graph.ts'
import { encodeModel, entriesIn, graphMessage, outputNames, plainNames, type Precision } from './onnx.ts'
import { feed, inPrecision, sessionOf, type Device, type Entries } from './session.ts'

export type Real = Float64Array | Float32Array | Int32Array

/** Entries as a program of this precision takes them. */
export const cast = (entries: Real | Entries, type: Value['type'], precision: Precision): Entries =>
  type === 'real' ? inPrecision(entries as Real, precision) : entries

/** The entries of a graph's outputs from those of its inputs, both in the graph's order. */
export type GraphProgram = (inputs: readonly (Real | Entries)[]) => Promise<readonly Entries[]>

/** A graph as one session of ONNX Runtime. */
export async function compileGraph(graph: Graph, precision: Precision, device: Device): Promise<GraphProgram> {
  const { inputs } = graph
  if (graph.nodes.length === 0) {
    // Nothing to compute: outputs are inputs or constants.
    const constants = new Map(graph.constants.map(c => [c.value.id, c]))
    return async entries =>
      Promise.resolve(
        graph.outputs.map(v => {
          const at = inputs.findIndex(i => i.id === v.id)
          return at >= 0 ? cast(entries[at]!, v.type, precision) : entriesIn(constants.get(v.id)!, precision)
        }),
      )
  }
  const lowering = await loweringOf(graph, precision, device)
  const message = graphMessage(graph, 'program', precision, plainNames, lowering)
  const session = await sessionOf(encodeModel(message, lowering.domains), device)
  const names = outputNames(graph, 'program', plainNames)
  const live = new Set(session.inputNames)
  return async entries => {
    const feeds: Record<string, ort.Tensor> = {}
    inputs.forEach((v, i) => {
      const name = plainNames.name(v)
      if (live.has(name)) feeds[name] = feed(cast(entries[i]!, v.type, precision), v.shape)
    })
    const results = await session.run(feeds)
    return names.map(n => results[n]!.data as Entries)
  }
}
