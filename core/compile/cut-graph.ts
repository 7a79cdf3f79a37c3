import { callsHost, captured, type Constant, type Graph, type Node, type Value } from './graph.ts'
import { cast, compileGraph, type GraphProgram } from './graph-program.ts'
import { entriesIn, type Precision } from './onnx.ts'
import type { Device, Entries } from './session.ts'

/** Entries of the values that are known so far. */
type Known = Map<number, Entries>
/** A part of a graph: makes some values known. */
type Piece = (known: Known) => Promise<void>

interface Setting {
  readonly precision: Precision
  readonly device: Device
  readonly constants: ReadonlyMap<number, Constant>
}

/** Whether a node divides the graph: it calls the host, or is a loop whose body does. */
const divides = ({ host, body }: Node): boolean => host !== undefined || (body !== undefined && callsHost(body))

/**
 * A graph that calls the host, as pieces run one after another: all that can be computed before a call, the calls, what follows from
 * them, and so on. A piece without calls is one session; a loop whose body has calls is carried out here, pass by pass.
 */
export async function compileCut(graph: Graph, precision: Precision, device: Device): Promise<GraphProgram> {
  const constants = new Map(graph.constants.map(c => [c.value.id, c]))
  const pieces = await piecesOf(graph, { precision, device, constants })
  const fixed = graph.constants.map(c => [c.value.id, entriesIn(c, precision)] as const)
  return async inputs => {
    const known: Known = new Map(fixed)
    graph.inputs.forEach((v, i) => known.set(v.id, cast(inputs[i]!, v.type, precision)))
    for (const piece of pieces) await piece(known)
    return graph.outputs.map(v => known.get(v.id)!)
  }
}

const readBy = (node: Node): number[] => [...node.inputs.map(v => v.id), ...(node.body ? captured(node.body) : [])]

async function piecesOf(graph: Graph, setting: Setting): Promise<readonly Piece[]> {
  /** Calls of the host on the longest way to a value. */
  const depth = new Map<number, number>()
  const rounds: { plain: Node[]; dividing: Node[] }[] = []
  for (const node of graph.nodes) {
    const at = Math.max(0, ...readBy(node).map(id => depth.get(id) ?? 0))
    while (rounds.length <= at) rounds.push({ plain: [], dividing: [] })
    rounds[at]![divides(node) ? 'dividing' : 'plain'].push(node)
    for (const v of node.outputs) depth.set(v.id, divides(node) ? at + 1 : at)
  }
  const pieces: Piece[] = []
  for (const [r, { plain, dividing }] of rounds.entries()) {
    const later = [...dividing, ...rounds.slice(r + 1).flatMap(round => [...round.plain, ...round.dividing])]
    const wanted = new Set([...later.flatMap(readBy), ...graph.outputs.map(v => v.id)])
    if (plain.length > 0) pieces.push(await plainPiece(plain, wanted, graph, setting))
    for (const node of dividing) pieces.push(node.body ? await loopPiece(node, node.body, setting) : hostPiece(node, setting))
  }
  return pieces
}

/** Nodes without calls as one session; what they take from outside are its inputs. */
async function plainPiece(
  nodes: Node[],
  wanted: ReadonlySet<number>,
  { inputs, nodes: all }: Graph,
  setting: Setting,
): Promise<Piece> {
  const { precision, device, constants } = setting
  const values = new Map([...inputs, ...all.flatMap(n => [...n.inputs, ...n.outputs, ...valuesIn(n.body)])].map(v => [v.id, v]))
  const outputs = nodes.flatMap(n => n.outputs).filter(v => wanted.has(v.id))
  const outside = [...captured({ inputs: [], constants: [], nodes, outputs: [] })]
  const given = outside.filter(id => !constants.has(id)).map(id => values.get(id)!)
  const own = outside.flatMap(id => constants.get(id) ?? [])
  const program = await compileGraph({ inputs: given, nodes, constants: own, outputs }, precision, device)
  return async known => {
    const made = await program(given.map(v => known.get(v.id)!))
    outputs.forEach((v, i) => known.set(v.id, made[i]!))
  }
}

/** The values that a loop's body speaks of, with those it takes from outside. */
const valuesIn = (body: Graph | undefined): Value[] =>
  body ? [...body.nodes.flatMap(n => [...n.inputs, ...n.outputs, ...valuesIn(n.body)]), ...body.outputs] : []

function hostPiece({ host, inputs, outputs }: Node, { precision }: Setting): Piece {
  return async known => {
    const made = host!.run(inputs.map(v => Float64Array.from(known.get(v.id) as Float64Array)))
    known.set(outputs[0]!.id, cast(made, 'real', precision))
    return Promise.resolve()
  }
}

/** ONNX's Loop: inputs are the most passes, the first condition and the carry; its body has the pass and the condition before the carry. */
async function loopPiece({ inputs, outputs }: Node, body: Graph, setting: Setting): Promise<Piece> {
  const pieces = await piecesOf(body, setting)
  const [most, first, ...carried] = inputs
  return async known => {
    let carry = carried.map(v => known.get(v.id)!)
    let going = Boolean(known.get(first!.id)![0])
    const limit = Number(known.get(most!.id)![0])
    for (let n = 0; going && n < limit; n++) {
      const inner: Known = new Map(known)
      const given: readonly Entries[] = [BigInt64Array.of(BigInt(n)), Uint8Array.of(1), ...carry]
      body.inputs.forEach((v, i) => inner.set(v.id, given[i]!))
      for (const piece of pieces) await piece(inner)
      const [goes, ...next] = body.outputs.map(v => inner.get(v.id)!)
      going = Boolean(goes![0])
      carry = next
    }
    outputs.forEach((v, i) => known.set(v.id, carry[i]!))
  }
}
