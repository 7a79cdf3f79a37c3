import * as tf from '@tensorflow/tfjs'
import type { Key } from '../../core/key.ts'
import { hostPoint, type Block, type Layout, type Point } from '../../core/point.ts'
import { initialWeights, type Init } from './initializers.ts'
import type { MatrixLayer } from './layer.ts'

/** One affine map x ↦ xW + b of rows. */
export interface Dense {
  readonly fanIn: number
  readonly fanOut: number
  readonly bias: boolean
  /** Stands behind `w` and `b` in the names of the blocks. */
  readonly suffix?: string
}

/** Blocks of a layer's weights: `w` [fanIn, fanOut] and, with a bias, `b` [fanOut]. */
export const denseBlocks = ({ fanIn, fanOut, bias, suffix = '' }: Dense): readonly Block[] => [
  { name: `w${suffix}`, shape: [fanIn, fanOut] },
  ...(bias ? [{ name: `b${suffix}`, shape: [fanOut] }] : []),
]

/** xW, or xW + b: [b, fanIn] → [b, fanOut]. */
export const dense = (x: tf.Tensor, w: tf.Tensor, b?: tf.Tensor): tf.Tensor => (b ? tf.add(tf.matMul(x, w), b) : tf.matMul(x, w))

/** Weights of layers one after another on the host: each matrix drawn under a key of its own, biases zero. */
export function denseStart(layers: readonly Dense[], init: Init, key: Key): Point {
  const layout: Layout = layers.flatMap(denseBlocks)
  const parts = layers.flatMap((layer, i) => [
    initialWeights(init, key.fold(i), layer.fanIn, layer.fanOut),
    ...(layer.bias ? [new Float64Array(layer.fanOut)] : []),
  ])
  return hostPoint(layout, parts)
}

/** Shaped weights of layers one after another, as `Point.blocks` gives them: W and b of each. */
export function denseWeights(
  layers: readonly Dense[],
  blocks: readonly tf.Tensor[],
): readonly (readonly [tf.Tensor, tf.Tensor?])[] {
  let at = 0
  return layers.map(({ bias }) => (bias ? ([blocks[at++]!, blocks[at++]!] as const) : ([blocks[at++]!] as const)))
}

/** An affine map as a layer: [b, fanIn] → [b, fanOut]. */
export const denseLayer = (spec: Dense, init: Init): MatrixLayer => ({
  outputs: 1,
  blocks: denseBlocks(spec),
  start: key => denseStart([spec], init, key).hostBlocks(),
  at:
    ([w, b]) =>
    x =>
      dense(x, w!, b),
})
