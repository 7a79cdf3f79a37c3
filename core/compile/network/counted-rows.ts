import type { Attribute, Constant, Graph, Node, Value } from '../graph.ts'
import { nextId } from './next-id.ts'

/** Nodes and constants beside a graph that compute what depends on N, the first axis of its input `rows`. */
export function countedRows(graph: Graph, rows: Value) {
  let id = nextId(graph)
  const nodes: Node[] = []
  const constants: Constant[] = []
  const fresh = (shape: readonly number[], type: Value['type']): Value => ({ id: id++, shape, type })
  const constant = ({ entries, exact }: Omit<Constant, 'value'>, shape: readonly number[], type: Value['type']): Value => {
    const value = fresh(shape, type)
    constants.push({ value, entries, exact })
    return value
  }
  const integers = (list: readonly number[]): Value =>
    constant({ entries: BigInt64Array.from(list, BigInt), exact: true }, [list.length], 'int64')
  const add = (
    op: string,
    inputs: readonly Value[],
    shape: readonly number[],
    type: Value['type'],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Value => {
    const value = fresh(shape, type)
    nodes.push({ op, inputs, outputs: [value], attributes })
    return value
  }
  let counted: Value | null = null
  /** N as a list of one integer. */
  const N = (): Value =>
    (counted ??= add('Gather', [add('Shape', [rows], [rows.shape.length], 'int64'), integers([0])], [1], 'int64', { axis: 0 }))
  /** α + βN in the shape and type of x. */
  const line = (fit: readonly (readonly [number, number])[], x: Pick<Value, 'shape' | 'type'>): Value => {
    const [α, β] = [0, 1].map(i => integers(fit.map(f => f[i as 0 | 1]))) as [Value, Value]
    const flat = add('Add', [α, add('Mul', [β, N()], [fit.length], 'int64')], [fit.length], 'int64')
    const shaped = x.shape.length === 1 ? flat : add('Reshape', [flat, integers(x.shape)], x.shape, 'int64')
    return x.type === 'int64' ? shaped : add('Cast', [shaped], x.shape, x.type)
  }
  return { nodes, constants, constant, integers, add, line }
}
