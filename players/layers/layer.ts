import type * as tf from '@tensorflow/tfjs'
import type { Key } from '../../core/key.ts'
import type { Block } from '../../core/point.ts'

/** x ↦ y of a batch: [b, …] → [b, …]. */
export type BatchMap = (x: tf.Tensor) => tf.Tensor

/** A map and the weights it needs: what networks are composed of. Pure: it keeps nothing from one call to the next. */
export interface Layer {
  /** Names and shapes of the weights. */
  readonly blocks: readonly Block[]
  /** First weights on the host, one array a block. */
  start(key: Key): readonly Float64Array[]
  /** The map at the weights, given as tensors of the shapes of the blocks. */
  at(weights: readonly tf.Tensor[]): BatchMap
}

/** A layer whose first block W is the matrix of a linear map, in some shape: `outputs` is the axis of W that counts what comes out. */
export interface MatrixLayer extends Layer {
  readonly outputs: number
}

/** A map without weights. */
export const fixed = (map: BatchMap): Layer => ({ blocks: [], start: () => [], at: () => map })

/** Layers side by side, each with its share of the weights, and one map made of theirs. Blocks are called `layer.block`. */
export function compose(layers: Readonly<Record<string, Layer>>, join: (maps: readonly BatchMap[]) => BatchMap): Layer {
  const named = Object.entries(layers)
  return {
    blocks: named.flatMap(([name, { blocks }]) => blocks.map(block => ({ ...block, name: `${name}.${block.name}` }))),
    start: key => named.flatMap(([name, layer]) => layer.start(key.fold(name))),
    at: weights => {
      let used = 0
      return join(named.map(([, layer]) => layer.at(weights.slice(used, (used += layer.blocks.length)))))
    },
  }
}

/** One layer after another, in the order in which they are written. */
export const chain = (layers: Readonly<Record<string, Layer>>): Layer =>
  compose(layers, maps => x => maps.reduce((h, map) => map(h), x))

/** `name1`, `name2`, …: n layers made alike, for a chain. */
export const stages = (name: string, n: number, make: (i: number) => Layer): Readonly<Record<string, Layer>> =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`${name}${i + 1}`, make(i)]))
