import * as tf from '@tensorflow/tfjs'
import { within, type Feed, type Frame } from '../frame.ts'
import type { HostTensor } from '../host.ts'
import type { LeafType } from '../tree.ts'
import { ReadWhileTraced, valueType } from './backend.ts'
import { prune, type Graph, type Value } from './graph.ts'
import { TRACE, traceBackend } from './kernels.ts'
import { recordLoop } from './loop.ts'
import { MissingRule } from './missing-rule.ts'
import { randomKernels } from './refused.ts'

/** Shape and type of a leaf. */
export interface LeafSpec {
  readonly shape: readonly number[]
  readonly dtype: LeafType
}
/** What a traced function takes from outside, beside its arguments. */
export interface TraceSources {
  /** Shapes of the leaves of one draw of the game. */
  readonly draw: readonly LeafSpec[]
  /** Lengths of the players' points. */
  readonly start: readonly number[]
}
/** A loop in the graph whose number of passes is only known when it runs. */
export interface TracedLoop {
  /** The passes made, a value of the graph. */
  readonly count: Value
  readonly body: Graph
  /** Index into the ledger's loops. */
  readonly index: number
}
/** A function recorded as a graph. Inputs of the graph, in order: arguments, feeds, draws (each its leaves), starts. */
export interface Traced<T> {
  readonly graph: Graph
  readonly result: T
  readonly arguments: readonly Value[]
  readonly feeds: readonly { readonly feed: Feed; readonly value: Value }[]
  readonly draws: readonly (readonly Value[])[]
  readonly starts: readonly Value[] | null
  readonly loops: readonly TracedLoop[]
}

const missing = /Kernel '(\w+)' not registered for backend 'trace'/

const real = (host: HostTensor): Float64Array | Int32Array =>
  host.values instanceof Int32Array ? host.values : Float64Array.from(host.values)

/**
 * Runs `f` once on symbolic tensors and records what it computes. `f` returns whatever it likes together with the tensors that
 * become the graph's outputs. Twice, and a constant that differs is randomness that would freeze: an error.
 */
export function trace<T>(
  f: (args: tf.Tensor[]) => { result: T; outputs: readonly tf.Tensor[] },
  args: readonly LeafSpec[],
  sources: TraceSources,
): Traced<T> {
  const first = traceOnce(f, args, sources)
  const second = traceOnce(f, args, sources)
  const [a, b] = [first.graph.constants, second.graph.constants]
  const same =
    structureOf(first.graph) === structureOf(second.graph) &&
    a.length === b.length &&
    a.every((c, i) => c.entries.length === b[i]!.entries.length && c.entries.every((x, j) => Object.is(x, b[i]!.entries[j])))
  if (!same) throw new Error(frozen)
  return first
}

const frozen =
  'the step draws random numbers inside an op (tf.randomNormal, tf.dropout, Math.random, …): they would freeze in a compiled step; ' +
  'draw them in game.sample(key)'
/** Why a loop in a loop is refused. */
export const nested =
  '`iterate` inside the body of another one: a loop in a loop cannot be made; put both conditions into one loop'

/** All of a graph but the entries of its constants, as text. */
const structureOf = (graph: Graph): string => JSON.stringify([graph.inputs, graph.nodes, graph.outputs])

/** Runs `f` with a Math.random that is found out: a coin that agrees in two traces would freeze all the same. */
function withoutChance<T>(f: () => T): T {
  const random = Math.random
  const chance = { drawn: false }
  Math.random = () => {
    chance.drawn = true
    return random()
  }
  try {
    const result = f()
    if (chance.drawn) throw new Error(frozen)
    return result
  } finally {
    Math.random = random
  }
}

/** As `trace`, once: of steps that are run and not compiled, where nothing freezes. */
export function traceOnce<T>(
  f: (args: tf.Tensor[]) => { result: T; outputs: readonly tf.Tensor[] },
  args: readonly LeafSpec[],
  sources: TraceSources,
): Traced<T> {
  const backend = traceBackend()
  const g = backend.begin()
  const input = (spec: LeafSpec): Value => g.input(spec.shape, valueType(spec.dtype))
  const feeds = new Map<string, { feed: Feed; value: Value }>()
  const draws: Value[][] = []
  const loops: TracedLoop[] = []
  // Values, not tensors: a tensor first made inside a gradient is freed at the end of it.
  const lifted = new Map<HostTensor, Value>()
  let starts: Value[] | null = null
  let depth = 0
  const frame: Frame = {
    lift: host => {
      const entries = real(host)
      const value = lifted.get(host) ?? g.constant(entries, host.shape, entries instanceof Int32Array ? 'int32' : 'real', true)
      lifted.set(host, value)
      return backend.tensor(value)
    },
    feed: feed => {
      const known = feeds.get(feed.id)
      if (known) return backend.tensor(known.value) as tf.Scalar
      const value = g.outerInput([], 'real')
      feeds.set(feed.id, { feed, value })
      return backend.tensor(value) as tf.Scalar
    },
    draw: () => {
      if (depth > 0) throw new Error('a sample is drawn inside a loop of unknown length: draw before the loop')
      const values = sources.draw.map(input)
      draws.push(values)
      return values.map(v => backend.tensor(v))
    },
    start: () => {
      starts ??= sources.start.map(n => g.outerInput([n], 'real'))
      return starts.map(v => backend.tensor(v) as tf.Tensor1D)
    },
    loop: spec => {
      if (depth > 0) throw new Error(nested)
      const loop = recordLoop(
        spec,
        () => depth++,
        () => depth--,
      )
      loops.push({ count: loop.count, body: loop.body, index: loops.length })
      return [loop.results, backend.tensor(g.add('Cast', [loop.count], [], 'real')) as tf.Scalar]
    },
  }
  const before = tf.getBackend()
  tf.setBackend(TRACE).catch(() => undefined)
  try {
    let traced: Traced<T> | null = null
    // The result may hold symbolic tensors, which die with this scope: callers may read shapes, never values.
    tf.tidy(() => {
      const values = args.map(input)
      const { result, outputs } = withoutChance(() => within(frame, () => f(values.map(v => backend.tensor(v)))))
      if (backend.readLater) throw new ReadWhileTraced()
      g.graph.outputs = outputs.map(t => backend.value(t))
      traced = {
        graph: prune({ ...g.graph, outputs: [...g.graph.outputs, ...loops.map(l => l.count)] }),
        result,
        arguments: values,
        feeds: [...feeds.values()].map(({ feed, value }) => ({ feed, value })),
        draws,
        starts,
        loops,
      }
    })
    return traced!
  } catch (error) {
    const kernel = error instanceof Error ? missing.exec(error.message)?.[1] : undefined
    if (kernel) throw randomKernels.has(kernel) ? new Error(frozen) : new MissingRule(kernel)
    throw error
  } finally {
    tf.setBackend(before).catch(() => undefined)
  }
}
