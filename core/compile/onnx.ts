import { attributeType, elementType, Model } from './schema.ts'
import { portable, type Lowering } from './lowering/lowering.ts'
import type { Attribute, Constant, Graph, Node, Precision, Value, ValueType } from './graph.ts'

export type { Precision } from './graph.ts'

const element = (type: ValueType, precision: Precision): number => (type === 'real' ? elementType[precision] : elementType[type])

/** The double that a float32 literal was meant to be: its shortest decimal (0.3, not 0.30000001192…). */
export const shortestDecimal = (x: number): number => {
  if (!Number.isFinite(x) || Number.isInteger(x)) return x
  for (let digits = 1; digits <= 9; digits++) {
    const decimal = Number(x.toPrecision(digits))
    if (Math.fround(decimal) === x) return decimal
  }
  return x
}

/** True where the shortest decimal is too long to have been meant (1/3, √2): such a constant should be `scalar(c)`. */
export const isMeant = (x: number): boolean => !Number.isFinite(x) || Math.fround(Number(x.toPrecision(7))) === x

/** Names of values; a dimension given by name makes the first axis of an input free. */
export interface Naming {
  name(value: Value): string
}
export const plainNames: Naming = { name: v => `v${v.id}` }

const bytes = (entries: ArrayBufferView): Uint8Array => new Uint8Array(entries.buffer, entries.byteOffset, entries.byteLength)

/** The entries of a constant as a program of this precision has them. */
export function entriesIn({ value, entries, exact }: Constant, precision: Precision): Constant['entries'] | Float32Array {
  if (value.type !== 'real') return entries
  if (precision === 'float32') return Float32Array.from(entries as Float64Array)
  if (exact) return entries
  const [c] = entries as Float64Array
  if (entries.length === 1 && !isMeant(c!)) {
    throw new Error(
      `the number ${c!} in a step or loss came through float32 and cannot be recovered in float64: write scalar(c), or constant(…) for a table`,
    )
  }
  return (entries as Float64Array).map(shortestDecimal)
}

const tensor = (constant: Constant, precision: Precision, names: Naming): object => {
  const { value } = constant
  return {
    name: names.name(value),
    dims: value.shape,
    dataType: element(value.type, precision),
    rawData: bytes(entriesIn(constant, precision)),
  }
}

const attribute = (name: string, a: Attribute): object => {
  if (typeof a === 'number') return { name, type: attributeType.int, i: a }
  if (typeof a === 'string') return { name, type: attributeType.string, s: new TextEncoder().encode(a) }
  if ('real' in a) return { name, type: attributeType.float, f: a.real }
  return { name, type: attributeType.ints, ints: a }
}

export const valueInfo = (name: string, shape: readonly (number | string)[], type: ValueType, precision: Precision): object => ({
  name,
  type: {
    tensorType: {
      elemType: element(type, precision),
      shape: { dim: shape.map(d => (typeof d === 'number' ? { dimValue: d } : { dimParam: d })) },
    },
  },
})

const nodeMessage = (node: Node, index: number, precision: Precision, names: Naming, lowering: Lowering): object => {
  const attributes = Object.entries(node.attributes).map(([name, a]) => attribute(name, a))
  if (node.op === 'Cast') attributes.push(attribute('to', element(node.outputs[0]!.type, precision)))
  if (node.body)
    attributes.push({ name: 'body', type: attributeType.graph, g: graphMessage(node.body, 'body', precision, names, lowering) })
  return {
    opType: node.op,
    ...(node.domain === undefined ? {} : { domain: node.domain }),
    name: `${node.op}_${index}`,
    input: node.inputs.map(v => names.name(v)),
    output: node.outputs.map(v => names.name(v)),
    attribute: attributes,
  }
}

/** A graph as an ONNX message. Outputs that are inputs, constants or named twice pass through an Identity, as ONNX wants. */
export function graphMessage(
  recorded: Graph,
  name: string,
  precision: Precision,
  names: Naming,
  lowering: Lowering = portable(precision),
): object {
  const graph = lowering.of(recorded)
  const made = new Set(graph.nodes.flatMap(n => n.outputs.map(v => v.id)))
  const taken = new Set<number>()
  const passed: object[] = []
  const outputs = graph.outputs.map((v, i) => {
    const direct = made.has(v.id) && !taken.has(v.id)
    taken.add(v.id)
    const out = direct ? names.name(v) : `${name}_out${i}`
    if (!direct)
      passed.push({ opType: 'Identity', name: `pass_${name}_${i}`, input: [names.name(v)], output: [out], attribute: [] })
    return valueInfo(out, v.shape, v.type, precision)
  })
  return {
    name,
    node: [...graph.nodes.map((n, i) => nodeMessage(n, i, precision, names, lowering)), ...passed],
    initializer: graph.constants.map(c => tensor(c, precision, names)),
    input: graph.inputs.map(v => valueInfo(names.name(v), v.shape, v.type, precision)),
    output: outputs,
  }
}

/** Names of a graph's outputs as `graphMessage` writes them. */
export function outputNames(graph: Graph, name: string, names: Naming): string[] {
  const made = new Set(graph.nodes.flatMap(n => n.outputs.map(v => v.id)))
  const taken = new Set<number>()
  return graph.outputs.map((v, i) => {
    const direct = made.has(v.id) && !taken.has(v.id)
    taken.add(v.id)
    return direct ? names.name(v) : `${name}_out${i}`
  })
}

/** What a model file says about itself. */
export interface ModelNotes {
  /** Of the program that wrote it. */
  readonly version: string
  readonly doc: string
  readonly metadata: Readonly<Record<string, string>>
}
const noted = ({ version, doc, metadata }: ModelNotes): object => ({
  producerVersion: version,
  docString: doc,
  metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
})

/** An ONNX model file (operator set 18, and the first of each of the other domains), with notes where they are given. */
export const encodeModel = (graph: object, domains: readonly string[] = [], notes?: ModelNotes): Uint8Array =>
  Model.encode(
    Model.fromObject({
      irVersion: 8,
      producerName: 'saddlepoint',
      ...(notes && noted(notes)),
      opsetImport: [{ domain: '', version: 18 }, ...domains.map(domain => ({ domain, version: 1 }))],
      graph,
    }),
  ).finish()
