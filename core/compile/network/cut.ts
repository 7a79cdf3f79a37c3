import type { Graph, Node, Value } from '../graph.ts'
import { nextId } from './next-id.ts'
import { sizeOf } from '../../host.ts'
import type { Layout } from '../../point.ts'

/** A graph whose input is the blocks of a point, each in its shape, in place of the flat point. */
export interface Cut {
  readonly graph: Graph
  /** One a block of the layout. */
  readonly blocks: readonly Value[]
}

/**
 * Cuts a flat input θ [P] into the blocks of its layout: the Split and the Reshapes by which a network takes them out again go. What
 * uses θ or a flat part of it otherwise gets it joined again.
 */
export function cutIntoBlocks({ inputs, nodes, constants, outputs }: Graph, θ: Value, layout: Layout): Cut {
  let id = nextId({ inputs, nodes, constants, outputs })
  const fresh = (shape: readonly number[]): Value => ({ id: id++, shape, type: 'real' })
  const blocks = layout.map(({ shape }) => fresh(shape))
  const sizes = layout.map(({ shape }) => sizeOf(shape))
  const flat = new Map<number, Value>()
  if (blocks.length === 1) flat.set(θ.id, blocks[0]!)
  const same = new Map<number, Value>()
  const joined: Node[] = []
  const lists = new Map(constants.map(c => [c.value.id, c.entries]))
  const minusOne: Value = { id: id++, shape: [1], type: 'int64' }
  const flattened = (block: Value): Value => {
    if (block.shape.length === 1) return block
    const value = fresh([sizeOf(block.shape)])
    joined.push({ op: 'Reshape', inputs: [block, minusOne], outputs: [value], attributes: {} })
    return value
  }
  const use = (v: Value): Value => {
    const known = same.get(v.id)
    if (known) return known
    const block = flat.get(v.id)
    if (!block && v.id !== θ.id) return v
    const value = block ? flattened(block) : fresh(θ.shape)
    if (!block) joined.push({ op: 'Concat', inputs: blocks.map(flattened), outputs: [value], attributes: { axis: 0 } })
    same.set(v.id, value)
    return value
  }
  const rewritten = (node: Node): Node[] => {
    const [x, shape] = node.inputs
    const list = shape && Array.from(lists.get(shape.id) ?? [], Number)
    if (node.op === 'Split' && x?.id === θ.id && list?.join() === sizes.join()) {
      node.outputs.forEach((part, i) => flat.set(part.id, blocks[i]!))
      return []
    }
    const block = node.op === 'Reshape' && x ? flat.get(x.id) : undefined
    if (block && list?.join() === block.shape.join()) {
      same.set(node.outputs[0]!.id, block)
      return []
    }
    if (block) return [{ ...node, inputs: [block, shape!] }]
    return [used(node)]
  }
  const used = (node: Node): Node => ({
    ...node,
    inputs: node.inputs.map(use),
    ...(node.body ? { body: { ...node.body, nodes: node.body.nodes.map(used), outputs: node.body.outputs.map(use) } } : {}),
  })
  const kept = nodes.flatMap(rewritten)
  const graph: Graph = {
    inputs: [...inputs.filter(v => v.id !== θ.id), ...blocks],
    outputs: outputs.map(use),
    nodes: [...joined, ...kept],
    constants: joined.length === 0 ? constants : [...constants, { value: minusOne, entries: BigInt64Array.of(-1n), exact: true }],
  }
  return { graph, blocks }
}
