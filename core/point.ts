import * as tf from '@tensorflow/tfjs'
import { sizeOf } from './host.ts'
import { asTensor, type Scalar } from './scalar.ts'

/** One named, shaped part of a point. */
export interface Block {
  readonly name: string
  readonly shape: readonly number[]
}
/** The blocks of a point in the order of its entries. */
export type Layout = readonly Block[]
/** Entries of a point: a tensor inside a step, a `Float64Array` on the host. */
export type Carrier = tf.Tensor1D | Float64Array

/** Number of entries of a point of this layout. */
export const layoutSize = (layout: Layout): number => layout.reduce((n, { shape }) => n + sizeOf(shape), 0)

/** The layout of one unnamed vector of n entries. */
export const vectorLayout = (n: number): Layout => [{ name: 'x', shape: [n] }]

/**
 * A strategy: one flat vector `[P]` and the layout that names and shapes its parts. Two carriers: a tensor (inside a step) or a
 * `Float64Array` (host solvers, starting points, answers). Both operands of an operation have the same carrier.
 */
export class Point {
  readonly layout: Layout
  readonly data: Carrier
  /** The shaped parts of which a tensor point was joined. */
  private readonly parts: readonly tf.Tensor[] | undefined

  constructor(layout: Layout, data: Carrier, parts?: readonly tf.Tensor[]) {
    const n = layoutSize(layout)
    const size = data instanceof Float64Array ? data.length : data.shape[0]
    if (size !== n)
      throw new Error(
        `a point of ${n} entries (${layout.map(b => `${b.name}[${b.shape.join(',')}]`).join(' ')}) was given ${size}`,
      )
    this.layout = layout
    this.data = data
    this.parts = parts
  }

  /** Number of entries. */
  get size(): number {
    return layoutSize(this.layout)
  }
  /** The entries as a tensor; an error where the point is on the host. */
  get tensor(): tf.Tensor1D {
    if (this.data instanceof Float64Array)
      throw new Error('this point is on the host (Float64Array); the operation needs a tensor')
    return this.data
  }
  /** The entries on the host; an error where the point is a tensor. */
  get host(): Float64Array {
    if (this.data instanceof Float64Array) return this.data
    throw new Error('this point is a tensor; the operation needs its values on the host')
  }

  /** The same layout with other entries. */
  with(data: Carrier): Point {
    return new Point(this.layout, data)
  }
  /** Entry by entry: one kernel on tensors, one loop on the host. */
  map(onTensor: (x: tf.Tensor1D) => tf.Tensor, onHost: (x: number) => number): Point {
    return this.with(this.data instanceof Float64Array ? this.data.map(onHost) : (onTensor(this.data) as tf.Tensor1D))
  }
  /** Entry by entry with a second point. */
  zip(q: Point, onTensor: (x: tf.Tensor1D, y: tf.Tensor1D) => tf.Tensor, onHost: (x: number, y: number) => number): Point {
    if (this.data instanceof Float64Array) {
      const y = q.host
      return this.with(this.data.map((x, i) => onHost(x, y[i]!)))
    }
    return this.with(onTensor(this.data, q.tensor) as tf.Tensor1D)
  }

  plus(q: Point): Point {
    return this.zip(
      q,
      (x, y) => tf.add(x, y),
      (x, y) => x + y,
    )
  }
  minus(q: Point): Point {
    return this.zip(
      q,
      (x, y) => tf.sub(x, y),
      (x, y) => x - y,
    )
  }
  /** c·x; a number or a scalar tensor. */
  times(c: Scalar): Point {
    if (c === 1) return this
    return this.map(
      x => tf.mul(x, asTensor(c)),
      x => x * (c as number),
    )
  }
  /** x∘y, entry by entry. */
  hadamard(q: Point): Point {
    return this.zip(
      q,
      (x, y) => tf.mul(x, y),
      (x, y) => x * y,
    )
  }
  /** x/y, entry by entry. */
  over(q: Point): Point {
    return this.zip(
      q,
      (x, y) => tf.div(x, y),
      (x, y) => x / y,
    )
  }
  square(): Point {
    return this.map(tf.square, x => x * x)
  }
  sqrt(): Point {
    return this.map(tf.sqrt, Math.sqrt)
  }
  abs(): Point {
    return this.map(tf.abs, Math.abs)
  }
  /** x + c·1. */
  shift(c: Scalar): Point {
    return this.map(
      x => tf.add(x, asTensor(c)),
      x => x + (c as number),
    )
  }
  /** max(x, 0), entry by entry. */
  positive(): Point {
    return this.map(tf.relu, x => Math.max(x, 0))
  }
  zeros(): Point {
    return this.map(tf.zerosLike, () => 0)
  }
  /** ⟨x, y⟩: a scalar tensor, or a number on the host. */
  dot(q: Point): Scalar {
    if (this.data instanceof Float64Array) {
      const y = q.host
      return this.data.reduce((s, x, i) => s + x * y[i]!, 0)
    }
    return tf.sum(tf.mul(this.data, q.tensor))
  }
  /** ‖x‖₂. */
  norm(): Scalar {
    const s = this.dot(this)
    return typeof s === 'number' ? Math.sqrt(s) : tf.sqrt(s)
  }
  /** The parts as shaped tensors: those that were joined, or by one split. */
  blocks(): tf.Tensor[] {
    if (this.parts) return [...this.parts]
    const sizes = this.layout.map(({ shape }) => sizeOf(shape))
    const parts = sizes.length === 1 ? [this.tensor] : tf.split(this.tensor, sizes)
    return parts.map((part, i) => part.reshape([...this.layout[i]!.shape]))
  }
  /** The parts on the host, as views of the same memory. */
  hostBlocks(): Float64Array[] {
    let at = 0
    return this.layout.map(({ shape }) => this.host.subarray(at, (at += sizeOf(shape))))
  }
}

/** A host point from its parts, in the order of the layout. */
export function hostPoint(layout: Layout, parts: readonly ArrayLike<number>[]): Point {
  const data = new Float64Array(layoutSize(layout))
  let at = 0
  for (const part of parts) {
    data.set(part, at)
    at += part.length
  }
  if (at !== data.length) throw new Error(`a point of ${data.length} entries was given ${at}`)
  return new Point(layout, data)
}

/** A tensor point from its shaped parts; `blocks` gives these parts again, so that what takes them alone needs no join. */
export function joinBlocks(layout: Layout, parts: readonly tf.Tensor[]): Point {
  const flat = parts.map(part => part.reshape<tf.Tensor1D>([-1]))
  const shaped = parts.map((part, i) => part.reshape([...layout[i]!.shape]))
  return new Point(layout, flat.length === 1 ? flat[0]! : tf.concat(flat), shaped)
}
