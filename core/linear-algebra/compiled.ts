import * as tf from '@tensorflow/tfjs'
import type { Precision } from '../compile/onnx.ts'
import type { Device } from '../compile/session.ts'

/** A function of matrices as a compiled graph: entries in, entries out, row by row. */
export type Compiled = (
  ...matrices: readonly (Float64Array | Float32Array)[]
) => Promise<readonly (Float64Array | Float32Array)[]>

/** Compiles a function of matrices of these shapes. The runtime shares a session among programs that are the same. */
export async function compiled(
  f: (matrices: readonly tf.Tensor2D[]) => readonly tf.Tensor[],
  shapes: readonly (readonly [number, number])[],
  precision: Precision,
  device: Device,
): Promise<Compiled> {
  // Loaded here: most of what names these products never makes one this large.
  const [{ compile }, { trace }] = await Promise.all([import('../compile/program.ts'), import('../compile/trace.ts')])
  const specs = shapes.map(shape => ({ shape, dtype: 'float32' as const }))
  const traced = trace(args => ({ result: null, outputs: f(args as tf.Tensor2D[]) }), specs, { draw: [], start: [] })
  const program = await compile(traced, precision, device)
  return async (...matrices) => (await program.run(matrices)).outputs as (Float64Array | Float32Array)[]
}

/** Multiplications up to which a product is made by loops: a session takes longer to create (30 ms). */
const few = 2 ** 22

/** Products of matrices in double precision, a program a shape. */
export interface Products {
  /** AB for A [m, n] and B [n, p]. */
  times(A: Float64Array, B: Float64Array, m: number, n: number, p: number): Promise<Float64Array>
  /** ABᵀ for A [m, n] and B [p, n]. */
  timesTransposed(A: Float64Array, B: Float64Array, m: number, n: number, p: number): Promise<Float64Array>
}
export function products(device: Device): Products {
  const known = new Map<string, Promise<Compiled>>()
  const run = async (transposed: boolean, A: Float64Array, B: Float64Array, m: number, n: number, p: number) => {
    if (m * n * p <= few) return looped(transposed, A, B, m, n, p)
    const id = [transposed, m, n, p].join()
    let made = known.get(id)
    if (!made) {
      const shapes = [[m, n] as const, transposed ? ([p, n] as const) : ([n, p] as const)]
      made = compiled(([a, b]) => [tf.matMul(a!, b!, false, transposed)], shapes, 'float64', device)
      known.set(id, made)
    }
    return (await (await made)(A, B))[0] as Float64Array
  }
  return {
    times: (...args) => run(false, ...args),
    timesTransposed: (...args) => run(true, ...args),
  }
}

/** AB or ABᵀ by loops. */
function looped(transposed: boolean, A: Float64Array, B: Float64Array, m: number, n: number, p: number): Float64Array {
  const out = new Float64Array(m * p)
  for (let i = 0; i < m; i++)
    if (transposed)
      for (let j = 0; j < p; j++) {
        let sum = 0
        for (let t = 0, a = i * n, b = j * n; t < n; t++) sum += A[a++]! * B[b++]!
        out[i * p + j] = sum
      }
    else
      for (let t = 0; t < n; t++) {
        const c = A[i * n + t]!
        for (let j = 0, o = i * p, b = t * p; j < p; j++) out[o++]! += c * B[b++]!
      }
  return out
}
