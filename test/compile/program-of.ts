import * as tf from '@tensorflow/tfjs'
import { hostTensor, type HostTensor } from '../../core/host.ts'
import type { Precision } from '../../core/compile/onnx.ts'
import { compile } from '../../core/compile/program.ts'
import { trace, type LeafSpec } from '../../core/compile/trace.ts'

/** A tensor function, for comparing its compiled with its eager form. */
export type Op = (...xs: tf.Tensor[]) => tf.Tensor | tf.Tensor[]

/** An input: 'bool' is kept as 0 and 1. */
export interface Input {
  readonly host: HostTensor
  readonly dtype: 'float32' | 'int32' | 'bool'
}
export const reals = (values: readonly number[], shape: readonly number[] = [values.length]): Input => ({
  host: hostTensor(Float64Array.from(values, Math.fround), shape),
  dtype: 'float32',
})
export const ints = (values: readonly number[], shape: readonly number[] = [values.length]): Input => ({
  host: hostTensor(Int32Array.from(values), shape),
  dtype: 'int32',
})
export const bools = (values: readonly number[], shape: readonly number[] = [values.length]): Input => ({
  host: hostTensor(Int32Array.from(values), shape),
  dtype: 'bool',
})

export interface Result {
  readonly shape: readonly number[]
  readonly dtype: string
  readonly values: readonly number[]
}
const list = (t: tf.Tensor | tf.Tensor[]): tf.Tensor[] => (Array.isArray(t) ? t : [t])

/** The op traced and run as a program. */
export async function compiled(op: Op, inputs: readonly Input[], precision: Precision): Promise<Result[]> {
  const specs: LeafSpec[] = inputs.map(({ host, dtype }) => ({ shape: host.shape, dtype }))
  const traced = trace(
    args => {
      const outputs = list(op(...args))
      return { result: outputs.map(t => ({ shape: t.shape, dtype: t.dtype })), outputs }
    },
    specs,
    { draw: [], start: [] },
  )
  const program = await compile(traced, precision, { threads: 1, provider: 'cpu' })
  const given = inputs.map(({ host, dtype }) => (dtype === 'bool' ? Uint8Array.from(host.values) : host.values))
  const { outputs } = await program.run(given)
  return traced.result.map((r, i) => ({ ...r, values: Array.from(outputs[i]! as ArrayLike<number>) }))
}

/** The op on the present backend. */
export const eager = (op: Op, inputs: readonly Input[]): Result[] => {
  const results: Result[] = []
  tf.tidy(() => {
    for (const t of list(op(...inputs.map(({ host, dtype }) => tf.tensor(Array.from(host.values), [...host.shape], dtype)))))
      results.push({ shape: t.shape, dtype: t.dtype, values: Array.from(t.dataSync()) })
  })
  return results
}
