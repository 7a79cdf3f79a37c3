import type { Graph } from '../graph.ts'

/** An id above all of a graph, its constants and the bodies of its loops. */
export const nextId = ({ inputs, nodes, constants }: Graph): number => {
  const made = nodes.map(n => Math.max(0, ...n.outputs.map(v => v.id + 1), n.body ? nextId(n.body) : 0))
  return [...inputs, ...constants.map(c => c.value)].reduce((most, v) => Math.max(most, v.id + 1), Math.max(0, ...made))
}
