import { drawKey, type FieldRun } from '../engine.ts'
import { sizeOf, type HostTensor } from '../host.ts'
import type { Profile } from '../profile.ts'
import { hostLeaves, type HostTree, type LeafType } from '../tree.ts'
import type { Precision } from './onnx.ts'
import type { Entries } from './session.ts'
import type { LeafSpec, Traced, TraceSources } from './trace.ts'

/** The step whose draws are meant, or the start or an evaluation, whose draws are their own. */
type Moment = number | 'init' | 'evaluation'

/** What programs take from outside: draws of the game, numbers that change every step, the players' starts. */
export interface Draws {
  readonly sources: TraceSources
  /** Inputs of a program that runs once, beside its arguments. */
  outside<T>(t: Traced<T>, k: Moment): (HostTensor['values'] | Entries)[]
  /** The most steps for which one call is fed. */
  mostSteps<T>(t: Traced<T>): number
  /** The feeds' values at steps k, …, k + n − 1. */
  feedBlocks<T>(t: Traced<T>, k: number, n: number): Float64Array[]
  /** Each draw's leaves at steps k, …, k + n − 1, step after step. */
  drawBlocks<T>(t: Traced<T>, k: number, n: number): HostTensor['values'][][]
}

/** Numbers fed at once for the draws of one call, which bounds the steps of a call. */
const fedAtOnce = 1 << 20

/** Type of the leaf that a host tensor becomes. */
export const dtypeOf = (t: HostTensor): LeafType => (t.values instanceof Int32Array ? 'int32' : 'float32')

/** Shapes and types of the leaves of a draw. */
export const drawSpecs = (template: HostTree): LeafSpec[] =>
  hostLeaves(template).map(t => ({ shape: t.shape, dtype: dtypeOf(t) }))

const entriesOf = (n: number, dtype: LeafType, precision: Precision): HostTensor['values'] => {
  if (dtype === 'int32') return new Int32Array(n)
  return precision === 'float64' ? new Float64Array(n) : new Float32Array(n)
}

/** Draws of a run; `template` is one of them, for its shapes. */
export function drawsOf({ game, key }: FieldRun, template: HostTree, start: Profile, precision: Precision): Draws {
  const draw = drawSpecs(template)
  const perDraw = draw.reduce((n, { shape }) => n + sizeOf(shape), 0)
  const drawn = (k: Moment, d: number): HostTensor[] => {
    const leaves = hostLeaves(game.sample(drawKey(key, k, d)))
    leaves.forEach((leaf, l) => {
      if (leaf.shape.join() !== draw[l]!.shape.join()) {
        throw new Error(
          `game '${game.id}': leaf ${l} of a sample has shape [${leaf.shape.join(', ')}], was [${draw[l]!.shape.join(', ')}] before; shapes are fixed`,
        )
      }
    })
    return leaves
  }
  return {
    sources: { draw, start: start.points.map(p => p.size) },
    outside: (t, k) => [
      ...t.feeds.map(({ feed }) => Float64Array.of(feed.value(typeof k === 'number' ? k : 0))),
      ...t.draws.flatMap((_, d) => drawn(k, d).map(leaf => leaf.values)),
      ...(t.starts ? start.points.map(p => p.host) : []),
    ],
    mostSteps: t => Math.max(1, Math.floor(fedAtOnce / Math.max(1, t.draws.length * perDraw))),
    feedBlocks: (t, k, n) => t.feeds.map(({ feed }) => Float64Array.from({ length: n }, (_, i) => feed.value(k + i))),
    drawBlocks: (t, k, n) =>
      t.draws.map((_, d) => {
        const blocks = draw.map(({ shape, dtype }) => entriesOf(n * sizeOf(shape), dtype, precision))
        for (let i = 0; i < n; i++) drawn(k + i, d).forEach((leaf, l) => blocks[l]!.set(leaf.values, i * leaf.values.length))
        return blocks
      }),
  }
}
