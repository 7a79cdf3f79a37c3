import * as tf from '@tensorflow/tfjs'
import type { Player } from '../../core/contract.ts'
import type { Key } from '../../core/key.ts'
import { hostPoint, Point, type Layout } from '../../core/point.ts'
import { free } from '../../core/set/free.ts'
import { productSet } from '../../core/set/product.ts'

/** A strategy of n components and the logits α of their weights, w = softmax(α): one point, component after component, then α. */
export interface MixedPlayer {
  readonly player: Player
  parts(x: Point): Parts
}
/** The components, and log w [n] where there are several. */
export interface Parts {
  readonly components: readonly Point[]
  readonly logWeights: tf.Tensor1D | null
}
export interface Mixing {
  /** Of the components at the start; all alike where null. */
  readonly weights: readonly number[] | null
  /** Standard deviation of normal entries by which all components but the first are moved at the start. */
  readonly spread: number
}

/**
 * The player with n components in place of one strategy. The first starts where the player does, the j-th where it does with a key of its own, moved by
 * `spread` inside its set; the logits are free and start at ln w. With n = 1 it is the player itself: the same point and no logit. `key` is any, for the
 * layout of its strategies.
 */
export function mixedPlayer(base: Player, n: number, { weights, spread }: Mixing, key: Key): MixedPlayer {
  if (weights && (weights.length !== n || !weights.every(w => w > 0)))
    throw new Error(`mix: weights (w₀) of player '${base.id}' must be ${n} numbers > 0, got [${weights.join(', ')}]`)
  if (n === 1) return { player: base, parts: x => ({ components: [x], logWeights: null }) }
  const { set } = base
  const { layout, size } = base.start(key)
  const names = Array.from({ length: n }, (_, j) => `component${j}`)
  const logits = { name: 'logits', shape: [n] }
  const whole: Layout = [...names.flatMap(c => layout.map(b => ({ ...b, name: `${c}.${b.name}` }))), logits]
  const coarse: Layout = [...names.map(name => ({ name, shape: [size] })), logits]
  const startOf = (key: Key, j: number): Point => {
    if (j === 0) return base.start(key)
    const own = key.fold('component').fold(j)
    const x = base.start(own)
    if (spread === 0) return x
    const moved = x.plus(x.with(own.fold('spread').normal(size, 0, spread)))
    return set.kind === 'set' ? set.prox(moved, 1) : moved
  }
  return {
    player: {
      id: base.id,
      set: set.name === 'free' ? free : productSet(coarse, [...names.map(() => set), free]),
      start: key => {
        const α = names.map((_, j) => Math.log(weights?.[j] ?? 1))
        return hostPoint(whole, [...names.map((_, j) => startOf(key, j).host), α])
      },
    },
    parts: x => {
      const split = tf.split<tf.Tensor1D>(x.tensor, [...names.map(() => size), n])
      return {
        components: split.slice(0, n).map(part => new Point(layout, part)),
        logWeights: tf.logSoftmax(split[n]!),
      }
    },
  }
}
