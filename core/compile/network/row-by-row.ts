import type { Constant, Graph, Node, Value } from '../graph.ts'
import type { Mixture } from '../../mixture.ts'
import { nextId } from './next-id.ts'

/**
 * The graph of a mixture that chooses an atom for every row: y of atom k where c_{k−1} ≤ u < c_k, c the cumulative probabilities, u [N] an input
 * beside those that are there. All K atoms are computed for all rows. The blocks of atom k are initializers `atomk.block`.
 */
export function rowByRow(graph: Graph, blocks: readonly Value[], { atoms, weights }: Mixture, names: Map<number, string>): Graph {
  let id = nextId({ ...graph, inputs: [...graph.inputs, ...blocks] })
  const fresh = ({ shape, type }: Pick<Value, 'shape' | 'type'>): Value => ({ id: id++, shape, type })
  const real = (entries: readonly number[], shape: readonly number[]): Constant => ({
    value: fresh({ shape, type: 'real' }),
    entries: Float64Array.from(entries),
    exact: true,
  })
  const [y] = graph.outputs as [Value]
  const n = y.shape[0]!
  const [u, column] = [fresh({ shape: [n], type: 'real' }), fresh({ shape: [n, ...y.shape.slice(1).map(() => 1)], type: 'real' })]
  names.set(u.id, 'u')
  const side: Constant = {
    value: fresh({ shape: [column.shape.length], type: 'int64' }),
    entries: BigInt64Array.from(column.shape, (_, i) => (i === 0 ? -1n : 1n)),
    exact: true,
  }
  const nodes: Node[] = [{ op: 'Reshape', inputs: [u, side.value], outputs: [column], attributes: {} }]
  const constants: Constant[] = [...graph.constants, side]
  const rows = atoms.map((atom, k) => {
    const parts = atom.hostBlocks()
    const own = new Map<number, Value>()
    blocks.forEach((block, b) => {
      const initial = real(Array.from(parts[b]!), block.shape)
      constants.push(initial)
      names.set(initial.value.id, `atom${k}.${names.get(block.id)!}`)
      own.set(block.id, initial.value)
    })
    for (const node of graph.nodes) {
      for (const v of node.outputs) own.set(v.id, fresh(v))
      nodes.push(renamed(node, own))
    }
    return own.get(y.id) ?? y
  })
  blocks.forEach(block => names.delete(block.id))
  const total = weights.reduce<number>((a, w) => a + Number(w), 0)
  let reached = 0
  const ends = weights.map(w => (reached += Number(w)) / total)
  let chosen = rows.at(-1)!
  for (let k = atoms.length - 2; k >= 0; k--) {
    const end = real([ends[k]!], [])
    constants.push(end)
    const [before, either] = [fresh({ shape: column.shape, type: 'bool' }), fresh(y)]
    nodes.push({ op: 'Less', inputs: [column, end.value], outputs: [before], attributes: {} })
    nodes.push({ op: 'Where', inputs: [before, rows[k]!, chosen], outputs: [either], attributes: {} })
    chosen = either
  }
  const shares = real(
    weights.map(w => Number(w) / total),
    [weights.length],
  )
  const told = fresh(shares.value)
  nodes.push({ op: 'Identity', inputs: [shares.value], outputs: [told], attributes: {} })
  names.set(chosen.id, 'y')
  names.set(told.id, 'weights')
  return { inputs: [...graph.inputs, u], outputs: [chosen, told], nodes, constants: [...constants, shares] }
}

/** The node with other values in place of these, in the body of a loop too. */
function renamed(node: Node, to: ReadonlyMap<number, Value>): Node {
  const of = (v: Value): Value => to.get(v.id) ?? v
  const { body } = node
  return {
    ...node,
    inputs: node.inputs.map(of),
    outputs: node.outputs.map(of),
    ...(body ? { body: { ...body, nodes: body.nodes.map(inner => renamed(inner, to)), outputs: body.outputs.map(of) } } : {}),
  }
}
