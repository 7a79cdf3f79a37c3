import * as ort from 'onnxruntime-node'
import type { Precision } from '../../core/compile/onnx.ts'

export interface Given {
  readonly x: readonly unknown[]
  /** [N, …in] */
  readonly shape: readonly number[]
  readonly precision: Precision
  readonly atom?: number
  /** Of each row. */
  readonly u?: readonly number[]
  /** Entries of the player's own noise, in the shape of x. */
  readonly noise?: readonly number[]
}

/** The outputs of a model file at rows x. */
export async function outputsOf(
  model: Uint8Array,
  { x, shape, precision, atom, u, noise }: Given,
): Promise<Record<string, ort.Tensor>> {
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 2 })
  const real = (entries: readonly number[], of = shape): ort.Tensor =>
    precision === 'float64'
      ? new ort.Tensor('float64', Float64Array.from(entries), of)
      : new ort.Tensor('float32', Float32Array.from(entries), of)
  return await session.run({
    x: real(x.flat(Infinity) as number[]),
    ...(noise && { noise: real(noise) }),
    ...(u && { u: real(u, [u.length]) }),
    ...(atom === undefined ? {} : { atom: new ort.Tensor('int64', BigInt64Array.of(BigInt(atom)), []) }),
  })
}

export const entriesOf = (t: ort.Tensor): number[] => Array.from(t.data as Float64Array)

/** The largest difference of two lists, relative to the largest entry. */
export const difference = (a: readonly number[], b: readonly number[]): number => {
  if (a.length !== b.length) return Infinity
  const scale = Math.max(...b.map(Math.abs), Number.MIN_VALUE)
  return Math.max(...a.map((v, i) => Math.abs(v - b[i]!) / scale))
}
