/** The recorded graph of a step: values, nodes in order, constants. Names are ONNX's. */

export type Precision = 'float32' | 'float64'

/** `real` is float32 or float64, decided when the graph is written. */
export type ValueType = 'real' | 'int32' | 'int64' | 'bool'

export interface Value {
  readonly id: number
  readonly shape: readonly number[]
  readonly type: ValueType
}
export type Attribute = number | string | readonly number[] | { readonly real: number }

export interface Node {
  readonly op: string
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  readonly attributes: Readonly<Record<string, Attribute>>
  /** The operator set, where it is not ONNX's own. */
  readonly domain?: string
  /** The body of a Loop. */
  readonly body?: Graph
  /** What no runtime computes: the graph is cut around the node. */
  readonly host?: HostCall
}

/** A function on the host, in double precision. */
export interface HostCall {
  /** Estimated floating-point operations. */
  readonly flops: number
  /** The entries of the node's output from those of its inputs. */
  run(inputs: readonly Float64Array[]): Float64Array
}

/** Whether a graph, or a loop in it, calls the host. */
export const callsHost = (graph: Graph): boolean =>
  graph.nodes.some(({ host, body }) => host !== undefined || (body !== undefined && callsHost(body)))

/** Entries of a constant. `exact` values are doubles meant as they are; others came through float32 and are recovered by their shortest decimal. */
export interface Constant {
  readonly value: Value
  readonly entries: Float64Array | Int32Array | BigInt64Array | Uint8Array
  readonly exact: boolean
}

export interface Graph {
  readonly inputs: Value[]
  readonly nodes: Node[]
  readonly constants: Constant[]
  outputs: Value[]
}

/** Ids of all values that a graph takes from outside itself. */
export function captured(graph: Graph): Set<number> {
  const own = new Set<number>()
  const outer = new Set<number>()
  for (const v of graph.inputs) own.add(v.id)
  for (const c of graph.constants) own.add(c.value.id)
  for (const node of graph.nodes) {
    for (const v of node.inputs) if (!own.has(v.id)) outer.add(v.id)
    if (node.body) for (const id of captured(node.body)) if (!own.has(id)) outer.add(id)
    for (const v of node.outputs) own.add(v.id)
  }
  for (const v of graph.outputs) if (!own.has(v.id)) outer.add(v.id)
  return outer
}

/** The graph without what no output needs. */
export function prune(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map(v => v.id))
  const nodes: Node[] = []
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some(v => needed.has(v.id))) continue
    const kept = node.body ? { ...node, body: prune(node.body) } : node
    nodes.push(kept)
    for (const v of node.inputs) needed.add(v.id)
    if (kept.body) for (const id of captured(kept.body)) needed.add(id)
  }
  return {
    inputs: graph.inputs,
    outputs: graph.outputs,
    nodes: nodes.reverse(),
    constants: graph.constants.filter(c => needed.has(c.value.id)),
  }
}
