import * as tf from '@tensorflow/tfjs'
import type { Precision } from '../compile/onnx.ts'
import type { Device } from '../compile/session.ts'
import { compiled } from './compiled.ts'
import { blockRows, type Rows } from './rows.ts'

/** Panels of columns: with c of them (c + 1)/2c of the products are made, the rest follow by symmetry. */
const panelsOf = (d: number): number => (d < 256 ? 1 : 4)

/** Where each of c panels of d columns begins, and where the last ends. */
const bounds = (d: number, c: number): number[] => Array.from({ length: c + 1 }, (_, i) => Math.round((i * d) / c))

/**
 * The Gram matrix XᵀX, [d, d] and symmetric to the last bit: products of panels of columns, a block of rows at a time, in the precision
 * given, summed over blocks in double precision. In float32 an entry is wrong by about 1e-7·‖xᵢ‖‖xⱼ‖. Cost: 5/8 of 2nd² operations.
 */
export async function gram(rows: Rows, precision: Precision, device: Device): Promise<Float64Array> {
  const { n, d } = rows
  const b = blockRows(rows)
  const c = panelsOf(d)
  const at = bounds(d, c)
  const pairs = Array.from({ length: c }, (_, i) => Array.from({ length: c - i }, (_, j) => [i, i + j] as const)).flat()
  const panelProducts = await compiled(
    ([x]) => {
      const panels = Array.from({ length: c }, (_, i) => tf.slice(x!, [0, at[i]!], [b, at[i + 1]! - at[i]!]))
      return pairs.map(([i, j]) => tf.matMul(panels[i]!, panels[j]!, true, false))
    },
    [[b, d]],
    precision,
    device,
  )
  const G = new Float64Array(d * d)
  const block = precision === 'float64' ? new Float64Array(b * d) : new Float32Array(b * d)
  for (let from = 0; from < n; from += b) {
    rows.read(from, block)
    const made = await panelProducts(block)
    pairs.forEach(([i, j], p) => addPanel(G, d, made[p]!, at[i]!, at[j]!, at[j + 1]! - at[j]!))
  }
  for (let i = 0; i < d; i++) for (let j = i + 1; j < d; j++) G[j * d + i] = G[i * d + j]!
  return G
}

/** Adds a panel of w columns to the part of G [d, d] that begins at (row, column). */
function addPanel(G: Float64Array, d: number, panel: Float64Array | Float32Array, row: number, column: number, w: number): void {
  for (let p = 0, at = row * d + column; p < panel.length; p += w, at += d)
    for (let j = 0; j < w; j++) G[at + j]! += panel[p + j]!
}
