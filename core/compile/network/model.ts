import { installSafeGradients } from '../../calculus/install.ts'
import type { Network } from '../../contract.ts'
import { key } from '../../key.ts'
import type { Mixture } from '../../mixture.ts'
import { layoutSize, Point, type Layout } from '../../point.ts'
import { Refusal } from '../../refusal.ts'
import { cutIntoBlocks } from './cut.ts'
import { freeBatch, type FreeGraph } from './free-batch.ts'
import { prune, type Constant, type Graph, type Node, type Value } from '../graph.ts'
import { nextId } from './next-id.ts'
import { encodeModel, graphMessage, valueInfo, type ModelNotes, type Precision } from '../onnx.ts'
import { rowByRow } from './row-by-row.ts'
import { portable } from '../lowering/lowering.ts'
import { trace, type LeafSpec } from '../trace.ts'

export type { ModelNotes } from '../onnx.ts'

/** The bytes of the file. */
export type NotedModel = (notes: ModelNotes) => Uint8Array

/** A trained network, and how it is to be written. */
export interface TrainedNetwork {
  readonly network: Network
  /** Its strategy: one point, or a mixture of atoms of one layout. */
  readonly strategy: Mixture
  readonly precision: Precision
  /** Rows a call; null for any number. */
  readonly batch: number | null
  /** Of a mixture: an atom for every row, chosen by an input u, in place of one for all rows. */
  readonly perRow?: boolean
}

/** Names that the file gives to inputs, outputs and what is between: a block of such a name gets `block.` before it. */
const taken = /^(x|y|noise|atom|weights|value\d+|value-\d+)$/
const blockName = (name: string): string => (taken.test(name) ? `block.${name}` : name)

/**
 * A network as an ONNX model: input `x` [N, …in] (and `noise` where the player draws some), output `y` [N, …out], its weights as
 * initializers of the names and shapes of its blocks. A mixture of K atoms has initializers [K, …block], the input `atom`, an integer
 * from 0 to K − 1 that chooses one, and the output `weights` [K], the probability of each; with `perRow` the input `u` [N] in its place, which
 * chooses one for every row. Throws where the number of rows cannot be
 * left free.
 */
export function networkModel({ network, strategy, precision, batch, perRow = false }: TrainedNetwork): NotedModel {
  installSafeGradients()
  const { layout } = strategy.atoms[0]!
  const { graph, shapeOf } = recorded(network, layout, precision, batch)
  const [θ, x, noise] = graph.inputs as [Value, Value, Value?]
  const cut = cutIntoBlocks(graph, θ, layout)
  const names = new Map([
    [x.id, 'x'],
    ...(noise ? [[noise.id, 'noise'] as const] : []),
    ...cut.blocks.map((block, b) => [block.id, blockName(layout[b]!.name)] as const),
  ])
  const open = { ...cut.graph, inputs: noise ? [x, noise] : [x] }
  const many = perRow && strategy.atoms.length > 1
  const weighted = many ? rowByRow(open, cut.blocks, strategy, names) : withStrategy(open, cut.blocks, strategy, names)
  const name = (v: Value): string => names.get(v.id) ?? `value${v.id}`
  const info = (v: Value, of = v): object => valueInfo(name(v), name(v) === 'u' ? [batch ?? 'N'] : shapeOf(of), v.type, precision)
  const message = {
    ...graphMessage(prune(weighted), network.id, precision, { name }, { of: g => g, domains: [] }),
    input: weighted.inputs.map(v => info(v)),
    output: weighted.outputs.map((v, i) => info(v, i === 0 ? graph.outputs[0] : v)),
  }
  return notes => encodeModel(message, [], notes)
}

/** θ, x ↦ y as a graph of operators that every runtime has; made so before the rows are counted, as shapes enter there. */
function recorded(network: Network, layout: Layout, precision: Precision, batch: number | null): FreeGraph {
  const real = (shape: readonly number[]): LeafSpec => ({ shape, dtype: 'float32' })
  const record = (b: number): Graph => {
    const noise = network.noise?.(key(0), b)
    const { graph } = trace(
      ([θ, x, ν]) => {
        const y = network.apply(new Point(layout, θ!.as1D()), x!, ν)
        return { result: null, outputs: [y] }
      },
      [real([layoutSize(layout)]), real([b, ...network.input]), ...(noise ? [real(noise.shape)] : [])],
      { draw: [], start: [] },
    )
    return portable(precision).of(graph)
  }
  const made =
    batch === null ? freeBatch(record, graph => graph.inputs[1]!) : { graph: record(batch), shapeOf: (v: Value) => v.shape }
  if (!('graph' in made))
    throw new Refusal(
      `the network of player '${network.id}' cannot be written for any number of rows (${made.reason}); give the rows a call with --batch N`,
    )
  const got = made.shapeOf(made.graph.outputs[0]!).join(', ')
  const wanted = [batch ?? 'N', ...network.output].join(', ')
  if (got === wanted) return made
  throw new Refusal(`the network of player '${network.id}' gives y of shape [${got}], where [${wanted}] is its output`)
}

/** The graph with the strategy's entries in place of its blocks, and an output of its own. */
function withStrategy(graph: Graph, blocks: readonly Value[], { atoms, weights }: Mixture, names: Map<number, string>): Graph {
  let id = nextId({ ...graph, inputs: [...graph.inputs, ...blocks] })
  const fresh = (shape: readonly number[], type: Value['type']): Value => ({ id: id++, shape, type })
  const real = (value: Value, entries: Float64Array): Constant => ({ value, entries, exact: true })
  const parts = atoms.map(atom => atom.hostBlocks())
  const computed = graph.nodes.some(n => n.outputs.some(v => v.id === graph.outputs[0]!.id))
  const y = computed ? graph.outputs[0]! : fresh(graph.outputs[0]!.shape, 'real')
  const nodes: readonly Node[] = computed
    ? graph.nodes
    : [...graph.nodes, { op: 'Identity', inputs: graph.outputs, outputs: [y], attributes: {} }]
  names.set(y.id, 'y')
  if (atoms.length === 1) {
    const initial = blocks.map((block, b) => real(block, parts[0]![b]!))
    return { ...graph, outputs: [y], nodes: [...nodes], constants: [...graph.constants, ...initial] }
  }
  const made: Node[] = []
  const atom = fresh([], 'int64')
  names.set(atom.id, 'atom')
  const initial = blocks.map((block, b) => {
    const table = fresh([atoms.length, ...block.shape], 'real')
    names.set(table.id, names.get(block.id)!)
    names.delete(block.id)
    made.push({ op: 'Gather', inputs: [table, atom], outputs: [block], attributes: { axis: 0 } })
    return real(table, Float64Array.from(parts.flatMap(part => [...part[b]!])))
  })
  const shares = real(fresh([weights.length], 'real'), Float64Array.from(weights, Number))
  const told = fresh([weights.length], 'real')
  names.set(told.id, 'weights')
  made.push({ op: 'Identity', inputs: [shares.value], outputs: [told], attributes: {} })
  return {
    inputs: [...graph.inputs, atom],
    outputs: [y, told],
    nodes: [...made, ...nodes],
    constants: [...graph.constants, ...initial, shares],
  }
}
