import * as tf from '@tensorflow/tfjs'
import type { Precision } from '../compile/onnx.ts'
import type { Device } from '../compile/session.ts'
import { compiled } from './compiled.ts'
import { blockRows, rowsOf, type Rows } from './rows.ts'

/** Where and in which precision rows are multiplied. */
export interface ProjectOptions {
  readonly precision?: Precision
  readonly device?: Device
}
const alone: Device = { threads: 1, provider: 'cpu' }

/** Coordinates XVᵀ [n, k] of rows X [n, d] along the rows of V [k, d], a block of rows at a time: 2ndk operations. */
export const coordinates = (rows: Rows, V: Float64Array, options?: ProjectOptions): Promise<Float64Array> =>
  rowsTimes(rows, V, [V.length / rows.d, rows.d], true, options)

/** The rows YV [n, d] of coordinates Y [n, k] along the rows of V [k, d], with `mean` [d] added to each where it is given. */
export async function reconstruction(
  Y: Float64Array,
  V: Float64Array,
  k: number,
  { mean, ...options }: ProjectOptions & { readonly mean?: Float64Array | null } = {},
): Promise<Float64Array> {
  const [n, d] = [Y.length / k, V.length / k]
  const made = await rowsTimes(rowsOf(Y, [n, k]), V, [k, d], false, options)
  if (mean) for (let i = 0, at = 0; i < n; i++) for (let j = 0; j < d; j++) made[at++]! += mean[j]!
  return made
}

/** XM, or XMᵀ where `transposed`, for M of this shape. */
async function rowsTimes(
  rows: Rows,
  M: Float64Array,
  shape: readonly [number, number],
  transposed: boolean,
  { precision = 'float64', device = alone }: ProjectOptions = {},
): Promise<Float64Array> {
  const { n, d } = rows
  const columns = transposed ? shape[0] : shape[1]
  if (M.length !== shape[0] * shape[1] || (transposed ? shape[1] : shape[0]) !== d)
    throw new Error(`linear-algebra: rows of ${d} entries cannot be multiplied by ${M.length} values`)
  const b = blockRows(rows)
  const program = await compiled(([x, m]) => [tf.matMul(x!, m!, false, transposed)], [[b, d], shape], precision, device)
  const real = (size: number): Float64Array | Float32Array =>
    precision === 'float64' ? new Float64Array(size) : new Float32Array(size)
  const block = real(b * d)
  const factor = precision === 'float64' ? M : Float32Array.from(M)
  const all = new Float64Array(n * columns)
  for (let from = 0; from < n; from += b) {
    rows.read(from, block)
    const [made] = await program(block, factor)
    all.set(made!.subarray(0, Math.min(b, n - from) * columns), from * columns)
  }
  return all
}
