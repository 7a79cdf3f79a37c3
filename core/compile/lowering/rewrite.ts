import { captured, prune } from '../graph.ts'
import type { Attribute, Constant, Graph, Node, Value, ValueType } from '../graph.ts'

export type Shape = readonly number[]
export type Attributes = Readonly<Record<string, Attribute>>

/** What takes the place of nodes. The same node asked for twice is one. */
export interface Rewriting {
  /** A node with one output, of the type of its first input where none is given. */
  add(op: string, inputs: readonly Value[], shape: Shape, attributes?: Attributes, type?: ValueType, domain?: string): Value
  integers(list: readonly number[]): Value
  real(value: number): Value
  table(entries: Float64Array, shape: Shape): Value
  /** The node that computes a value. */
  producerOf(value: Value): Node | undefined
  /** Of the old graph: the nodes before this one and after it that take it, the constant that it is. */
  usesOf(value: Value): { readonly before: readonly Node[]; readonly after: readonly Node[] }
  constantOf(value: Value): Constant | undefined
}
/** Writes a node as others and returns the value that stands for its only output; null leaves it as it is. */
export type Form = (g: Rewriting, node: Node) => Value | null

/**
 * New values get ids below zero, which no recorder gives, from a range that the first recorded output chooses: so graphs within one model
 * share none, and the same graph is always written alike.
 */
function freshIds({ nodes, constants }: Graph): () => number {
  const ids = [...nodes.flatMap(node => node.outputs), ...constants.map(c => c.value)].map(v => v.id)
  const recorded = nodes.flatMap(node => node.outputs.map(v => v.id)).filter(id => id >= 0)
  const base = (Math.min(...recorded) + 1) * 2 ** 20
  let n = Math.max(base, ...ids.map(id => -id))
  return () => -++n
}

/**
 * The graph with some of its nodes written as others, without what nothing needs any more. The bodies of its loops are left as they
 * are: each is a graph of its own.
 */
export function rewritten(graph: Graph, forms: Readonly<Record<string, Form>>): Graph {
  if (!graph.nodes.some(node => node.op in forms)) return graph
  const constants: Constant[] = [...graph.constants]
  const nodes: Node[] = []
  const known = new Map<string, Value>()
  /** Under which text the newest node is known. */
  let newest = ''
  const producers = new Map<number, Node>(graph.nodes.flatMap(node => node.outputs.map(v => [v.id, node] as const)))
  const fresh = freshIds(graph)
  const once = (text: string, make: (id: number) => Value): Value => {
    const made = known.get(text) ?? make(fresh())
    known.set(text, made)
    return made
  }
  const constant = (entries: Constant['entries'], shape: Shape, type: ValueType): Value =>
    once(`constant ${type} ${shape.join()} ${entries.join()}`, id => {
      const value = { id, shape, type }
      constants.push({ value, entries, exact: true })
      return value
    })
  const written = new Set<Node>()
  const standsFor = new Map<number, Value>()
  const present = (node: Node): Node => ({ ...node, inputs: node.inputs.map(v => standsFor.get(v.id) ?? v) })
  const uses = new Map<number, Node[]>()
  for (const node of graph.nodes)
    for (const v of node.inputs) {
      const all = uses.get(v.id)
      if (all) all.push(node)
      else uses.set(v.id, [node])
    }
  const given = new Map(graph.constants.map(c => [c.value.id, c]))
  const g: Rewriting = {
    add: (op, inputs, shape, attributes = {}, type = inputs[0]!.type, domain = '') => {
      const text = `${domain} ${op} ${inputs.map(v => v.id).join()} ${type} ${shape.join()} ${JSON.stringify(attributes)}`
      return once(text, id => {
        newest = text
        const value = { id, shape, type }
        const node = { op, inputs, outputs: [value], attributes, ...(domain === '' ? {} : { domain }) }
        nodes.push(node)
        producers.set(id, node)
        return value
      })
    },
    integers: list => constant(BigInt64Array.from(list, BigInt), [list.length], 'int64'),
    real: value => constant(Float64Array.of(value), [], 'real'),
    table: (entries, shape) => constant(entries, shape, 'real'),
    producerOf: value => {
      const node = producers.get(value.id)
      return node && present(node)
    },
    usesOf: value => {
      const all = uses.get(value.id) ?? []
      return { before: all.filter(node => written.has(node)), after: all.filter(node => !written.has(node)) }
    },
    constantOf: value => given.get(value.id),
  }
  // What graphs around this one and bodies within it know by name keeps that.
  const kept = new Set([...graph.outputs.map(v => v.id), ...graph.nodes.flatMap(({ body }) => (body ? [...captured(body)] : []))])
  /** Puts a value in an output's place: renamed where it was just made for it, else taken instead of it from here on. */
  const put = (value: Value, output: Value, made: number): void => {
    const last = nodes.at(-1)
    const alike = value.shape.join() === output.shape.join()
    if (alike && nodes.length > made && last!.outputs[0] === value) {
      nodes[nodes.length - 1] = { ...last!, outputs: [output] }
      known.set(newest, output)
    } else if (alike && !kept.has(output.id)) standsFor.set(output.id, value)
    else nodes.push({ op: 'Reshape', inputs: [value, g.integers(output.shape)], outputs: [output], attributes: {} })
  }
  for (const recorded of graph.nodes) {
    const node = present(recorded)
    const made = nodes.length
    const value = forms[node.op]?.(g, node)
    if (value) put(value, node.outputs[0]!, made)
    else nodes.push(node)
    written.add(recorded)
  }
  return prune({ ...graph, nodes, constants })
}

/** x in another shape; the last of several reshapes is the only one. */
export function reshape(g: Rewriting, x: Value, shape: Shape): Value {
  if (x.shape.join() === shape.join()) return x
  const producer = g.producerOf(x)
  return producer?.op === 'Reshape' ? reshape(g, producer.inputs[0]!, shape) : g.add('Reshape', [x, g.integers(shape)], shape)
}

/** Zeros before and after, an axis each. */
export const pad = (g: Rewriting, x: Value, begin: Shape, end: Shape): Value =>
  [...begin, ...end].every(n => n === 0)
    ? x
    : g.add(
        'Pad',
        [x, g.integers([...begin, ...end])],
        x.shape.map((d, i) => d + begin[i]! + end[i]!),
      )

export const transpose = (g: Rewriting, x: Value, perm: readonly number[]): Value =>
  perm.every((p, i) => p === i)
    ? x
    : g.add(
        'Transpose',
        [x],
        perm.map(p => x.shape[p]!),
        { perm },
      )

/** The last two axes exchanged. */
export const turned = (g: Rewriting, x: Value): Value => {
  const axes = [...x.shape.keys()]
  return transpose(g, x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2])
}

export const concat = (g: Rewriting, parts: readonly Value[], axis: number): Value =>
  parts.length === 1
    ? parts[0]!
    : g.add(
        'Concat',
        parts,
        parts[0]!.shape.map((d, i) => (i === axis ? d * parts.length : d)),
        { axis },
      )

/** `count` entries along some axes from `begin`, `step` apart; a negative step goes backward. */
export function slice(
  g: Rewriting,
  x: Value,
  axes: readonly number[],
  begin: readonly number[],
  count: readonly number[],
  step: readonly number[],
): Value {
  const end = begin.map((b, i) => {
    const last = b + (count[i]! - 1) * step[i]!
    return step[i]! > 0 ? last + 1 : last > 0 ? last - 1 : -(2 ** 31)
  })
  const shape = x.shape.map((d, i) => (axes.includes(i) ? count[axes.indexOf(i)]! : d))
  return g.add('Slice', [x, g.integers(begin), g.integers(end), g.integers(axes), g.integers(step)], shape)
}
