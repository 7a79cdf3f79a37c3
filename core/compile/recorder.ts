import type { Constant, Graph, HostCall, Node, Value, ValueType } from './graph.ts'

interface Scope {
  readonly graph: Graph
  /** Nodes already recorded, by what they compute. */
  readonly known: Map<string, readonly Value[]>
}

/** A number as text, −0 apart from 0. */
const written = (x: number | bigint): string => (Object.is(x, -0) ? '-0' : String(x))

const newScope = (): Scope => ({ graph: { inputs: [], nodes: [], constants: [], outputs: [] }, known: new Map() })

/**
 * Records nodes; a node that computes what an earlier one did is that one (common subexpressions). Scopes nest: the body of a
 * loop sees the values around it.
 */
export class Recorder {
  readonly #scopes: Scope[] = [newScope()]
  readonly #constants = new Map<number, Constant>()
  readonly #producers = new Map<number, Node>()
  #next = 0

  /** The graph of the innermost open scope. */
  get graph(): Graph {
    return this.#scopes.at(-1)!.graph
  }
  fresh(shape: readonly number[], type: ValueType): Value {
    return { id: this.#next++, shape, type }
  }
  input(shape: readonly number[], type: ValueType): Value {
    const value = this.fresh(shape, type)
    this.graph.inputs.push(value)
    return value
  }
  /** An input of the outermost graph, also where it is first met inside a loop's body. */
  outerInput(shape: readonly number[], type: ValueType): Value {
    const value = this.fresh(shape, type)
    this.#scopes[0]!.graph.inputs.push(value)
    return value
  }
  /** The constant behind a value, where it is one. */
  constantOf(value: Value): Constant | undefined {
    return this.#constants.get(value.id)
  }
  /** Constants belong to the outermost graph: one first met inside a loop's body may be used outside it later. */
  constant(entries: Constant['entries'], shape: readonly number[], type: ValueType, exact: boolean): Value {
    const root = this.#scopes[0]!
    const key =
      entries.length <= 16 || type === 'int64'
        ? `const ${type} ${exact} [${shape.join()}] ${Array.from(entries, written).join()}`
        : ''
    const known = key && root.known.get(key)
    if (known) return known[0]!
    const value = this.fresh(shape, type)
    const constant = { value, entries, exact }
    root.graph.constants.push(constant)
    this.#constants.set(value.id, constant)
    if (key) root.known.set(key, [value])
    return value
  }
  /** The node that computes a value; none for inputs and constants. */
  producerOf(value: Value): Node | undefined {
    return this.#producers.get(value.id)
  }
  /** A one-dimensional list of integers, as shapes and axes are given to ONNX. */
  integers(list: readonly number[]): Value {
    return this.constant(BigInt64Array.from(list.map(BigInt)), [list.length], 'int64', true)
  }
  /** A scalar constant of type real. */
  real(value: number): Value {
    return this.constant(Float64Array.of(value), [], 'real', true)
  }
  add(
    op: string,
    inputs: readonly Value[],
    shape: readonly number[],
    type: ValueType,
    attributes: Node['attributes'] = {},
  ): Value {
    return this.addAll(op, inputs, [{ shape, type }], attributes)[0]!
  }
  addAll(
    op: string,
    inputs: readonly Value[],
    outputs: readonly { shape: readonly number[]; type: ValueType }[],
    attributes: Node['attributes'] = {},
    host?: HostCall,
  ): readonly Value[] {
    const key = `${op} ${inputs.map(v => v.id).join()} ${JSON.stringify(attributes)} ${outputs.map(o => `${o.type}[${o.shape.join()}]`).join()}`
    const known = this.#lookUp(key)
    if (known) return known
    const values = outputs.map(o => this.fresh(o.shape, o.type))
    const node = { op, inputs, outputs: values, attributes, ...(host ? { host } : {}) }
    this.graph.nodes.push(node)
    for (const v of values) this.#producers.set(v.id, node)
    this.#scopes.at(-1)!.known.set(key, values)
    return values
  }
  /** Records `body` in a scope of its own and returns its graph. */
  scoped(body: () => readonly Value[]): Graph {
    const scope = newScope()
    this.#scopes.push(scope)
    try {
      scope.graph.outputs = [...body()]
    } finally {
      this.#scopes.pop()
    }
    return scope.graph
  }
  addLoop(inputs: readonly Value[], outputs: readonly Value[], body: Graph): void {
    this.graph.nodes.push({ op: 'Loop', inputs, outputs, attributes: {}, body })
  }
  #lookUp(key: string): readonly Value[] | undefined {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const values = this.#scopes[i]!.known.get(key)
      if (values) return values
    }
    return undefined
  }
}
