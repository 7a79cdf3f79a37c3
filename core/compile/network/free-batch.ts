import { countedRows } from './counted-rows.ts'
import type { Constant, Graph, Node, Value } from '../graph.ts'

/** Batch sizes of three traces. Where a width of the network happens to be one of them the graphs may differ: others are tried. */
const trials = [
  [5, 7, 11],
  [13, 17, 19],
  [23, 29, 31],
] as const

/** A graph that takes any number of rows, and the axes that count them. */
export interface FreeGraph {
  readonly graph: Graph
  /** The shape of a value of the traced graph, `N` for the number of rows. */
  shapeOf(value: Value): readonly (number | 'N')[]
}
/** Why a graph cannot be made so. */
export interface NotFree {
  readonly reason: string
}

/**
 * The graph of a function of b rows for a b that is known when it runs. `record(b)` is traced at three sizes: the graphs must be the
 * same but for shapes and constants that are affine in b, α + βb. Each such shape becomes a computed one, N from the shape of `rows`
 * (an input that all three graphs share, its first axis the rows).
 */
export function freeBatch(record: (b: number) => Graph, rows: (graph: Graph) => Value): FreeGraph | NotFree {
  let reason = ''
  for (const sizes of trials) {
    const graphs = sizes.map(record)
    if (!graphs.every(g => structureOf(g) === structureOf(graphs[0]!))) {
      reason = 'its operations depend on the number of rows'
      continue
    }
    const freed = freeOf(graphs, sizes, rows(graphs[0]!))
    if ('graph' in freed) return freed
    reason = freed.reason
  }
  return { reason }
}

/** All of a graph but its shapes and constants; the bodies of loops with them. */
const structureOf = ({ inputs, nodes, constants, outputs }: Graph): string => {
  const ids = (values: readonly Value[]): string[] => values.map(v => `${v.id}:${v.type}:${v.shape.length}`)
  const made = nodes.map(n => [n.op, ids(n.inputs), ids(n.outputs), n.attributes, n.body ?? null])
  return JSON.stringify([ids(inputs), made, constants.map(c => [ids([c.value]), c.exact]), ids(outputs)])
}

/** x(b) = α + βb in integers, for numbers that are so at all sizes; null elsewhere. */
function affine(xs: readonly number[], [a, b, c]: readonly [number, number, number]): readonly [α: number, β: number] | null {
  const β = (xs[1]! - xs[0]!) / (b - a)
  const α = xs[0]! - β * a
  return Number.isSafeInteger(β) && Number.isSafeInteger(α) && xs[2] === α + β * c ? [α, β] : null
}

/** Entry by entry; null where one is not affine. */
function affineList(lists: readonly ArrayLike<number | bigint>[], sizes: readonly [number, number, number]) {
  const fits = Array.from(lists[0]!, (_, i) =>
    affine(
      lists.map(l => Number(l[i])),
      sizes,
    ),
  )
  return fits.every(f => f !== null) ? fits : null
}

function freeOf(graphs: readonly Graph[], sizes: readonly [number, number, number], rows: Value): FreeGraph | NotFree {
  const [graph] = graphs as [Graph]
  const s = countedRows(graph, rows)
  const replaced = new Map<number, Value>()
  const sides = new Map<number, Value>()
  const kept: Constant[] = []
  for (const [i, constant] of graph.constants.entries()) {
    const all = graphs.map(g => g.constants[i]!)
    const { value, entries, exact } = constant
    const shape = affineList(
      all.map(c => c.value.shape),
      sizes,
    )
    if (!shape) return { reason: 'a constant has a shape that is not affine in the number of rows' }
    const sameShape = shape.every(([, β]) => β === 0)
    if (sameShape && all.every(c => c.entries.every((x, j) => Object.is(x, entries[j])))) kept.push(constant)
    else if (sameShape) {
      const fit = affineList(
        all.map(c => c.entries),
        sizes,
      )
      if (!fit) return { reason: 'a constant is not affine in the number of rows' }
      replaced.set(value.id, s.line(fit, value))
      // A shape with one axis that grows is more legible to others with −1 in its place.
      if (value.type === 'int64' && fit.filter(([, β]) => β !== 0).length === 1)
        sides.set(value.id, s.integers(fit.map(([α, β]) => (β === 0 ? α : -1))))
    } else {
      const first = entries[0]
      if (!all.every(c => c.entries.every(x => Object.is(x, first))))
        return { reason: 'a table of constants grows with the rows' }
      const one = s.constant({ entries: entries.slice(0, 1), exact }, [], value.type)
      replaced.set(
        value.id,
        s.add('Expand', [one, s.line(shape, { shape: [shape.length], type: 'int64' })], value.shape, value.type),
      )
    }
  }
  const nodes = graph.nodes.map((node): Node => ({
    ...node,
    inputs: node.inputs.map(
      (v, i) => (node.op === 'Reshape' && i === 1 ? sides.get(v.id) : undefined) ?? replaced.get(v.id) ?? v,
    ),
  }))
  const shapes = new Map(
    [...graph.inputs, ...graph.outputs].map((v, i) => {
      const fits = graphs.map(g => [...g.inputs, ...g.outputs][i]!.shape)
      return [
        v.id,
        affineList(fits, sizes)?.map(([α, β]) => (β === 0 ? α : α === 0 && β === 1 ? ('N' as const) : null)) ?? [null],
      ]
    }),
  )
  if ([...shapes.values()].some(shape => shape.includes(null))) return { reason: 'its output has no axis of the rows alone' }
  if (nodes.some(n => n.body && [...replaced.keys()].some(id => JSON.stringify(n.body).includes(`"id":${id},`))))
    return { reason: 'a loop in it depends on the number of rows' }
  return {
    graph: {
      inputs: graph.inputs,
      outputs: graph.outputs.map(v => replaced.get(v.id) ?? v),
      nodes: [...s.nodes, ...nodes],
      constants: [...kept, ...s.constants],
    },
    shapeOf: v => (shapes.get(v.id) ?? v.shape) as readonly (number | 'N')[],
  }
}
