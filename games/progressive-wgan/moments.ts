import * as tf from '@tensorflow/tfjs'
import { Matrix } from 'ml-matrix'
import { compile } from '../../core/compile/program.ts'
import { trace } from '../../core/compile/trace.ts'
import { spectrum } from '../quadratic-wgan/closed-form.ts'
import { pooled, type Collection } from './collection.ts'

/** Leading eigenpairs of a symmetric matrix, largest first; vectors are rows [r, d]. */
export interface Principal {
  readonly values: readonly number[]
  readonly vectors: Float64Array
}
/** Real second moments of a size about the mean picture, C = X̄ᵀX̄/n: [d, d] row by row. */
export interface Moments {
  readonly d: number
  readonly C: Float64Array
  /** The r leading eigenpairs. */
  leading(r: number): Promise<Principal>
}

/** Entries of X held at once. */
const most = 2 ** 24

/** XᵀX of rows [n, d] in double precision. */
async function gram(rows: Float64Array, n: number, d: number): Promise<Float64Array> {
  const product = (args: tf.Tensor[]): { result: null; outputs: tf.Tensor[] } => ({
    result: null,
    outputs: [tf.matMul(args[0] as tf.Tensor2D, args[0] as tf.Tensor2D, true, false)],
  })
  const traced = trace(product, [{ shape: [n, d], dtype: 'float32' }], { draw: [], start: [] })
  const program = await compile(traced, 'float64', { threads: 1, provider: 'cpu' })
  return Float64Array.from((await program.run([rows])).outputs[0] as Float64Array)
}

/** Of pictures pooled to a size; `mean` is their mean. */
export async function momentsOf(all: Collection, size: number, mean: Float64Array): Promise<Moments> {
  const d = mean.length
  const C = new Float64Array(d * d)
  const step = Math.max(1, Math.floor(most / d))
  for (let from = 0; from < all.n; from += step) {
    const to = Math.min(all.n, from + step)
    const rows = pooled(all, size, from, to)
    for (let i = 0; i < rows.length; i += d) for (let k = 0; k < d; k++) rows[i + k]! -= mean[k]!
    const part = await gram(rows, to - from, d)
    for (let k = 0; k < C.length; k++) C[k]! += part[k]! / all.n
  }
  // Symmetric to the last bit.
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) C[j * d + i] = C[i * d + j]!
  let known: Principal | null = null
  const decompose = (): Principal => {
    const { values, vectors } = spectrum(Matrix.from1DArray(d, d, Array.from(C)))
    return { values, vectors: Float64Array.from(vectors.to1DArray()) }
  }
  return {
    d,
    C,
    leading: async r => {
      known ??= await Promise.resolve(decompose())
      return { values: known.values.slice(0, r), vectors: known.vectors.subarray(0, r * d) }
    },
  }
}
