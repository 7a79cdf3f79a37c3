import { createHash } from 'node:crypto'
import type * as ort from 'onnxruntime-node'
import { Refusal } from '../refusal.ts'
import type { Precision } from './onnx.ts'
import { runtime } from './runtime.ts'

/** Where and how compiled steps run. Thread count and device belong to a run's identity: other counts give other last bits. */
export interface Device {
  readonly threads: number
  readonly provider: 'cpu' | 'cuda' | 'dml'
}
export type Entries = Float64Array | Float32Array | Int32Array | BigInt64Array | Uint8Array

const cache = new Map<string, Promise<ort.InferenceSession>>()
const capacity = 64

/** A session for a model; the same bytes on the same device share one. */
export function sessionOf(model: Uint8Array, { threads, provider }: Device): Promise<ort.InferenceSession> {
  const id = `${provider}/${threads}/${createHash('sha256').update(model).digest('base64')}`
  const known = cache.get(id)
  if (known) {
    cache.delete(id)
    cache.set(id, known)
    return known
  }
  const made = create(model, { threads, provider })
  cache.set(id, made)
  made.catch(() => cache.delete(id))
  if (cache.size > capacity) cache.delete(cache.keys().next().value!)
  return made
}

async function create(model: Uint8Array, { threads, provider }: Device): Promise<ort.InferenceSession> {
  const options: ort.InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
    executionProviders: [provider],
  }
  const { InferenceSession } = runtime()
  if (provider === 'cpu') return InferenceSession.create(model, options)
  try {
    return await InferenceSession.create(model, options)
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]!
    throw new Refusal(`device ${provider} cannot be used here (${reason}); saddle doctor tells which can, and cpu always can`)
  }
}

/** Entries in the type that a program of this precision takes. */
export const inPrecision = (x: Float64Array | Float32Array | Int32Array, precision: Precision): Float64Array | Float32Array =>
  precision === 'float64'
    ? x instanceof Float64Array
      ? x
      : Float64Array.from(x)
    : x instanceof Float32Array
      ? x
      : Float32Array.from(x)

/** A tensor for ONNX Runtime. */
export function feed(entries: Entries, shape: readonly number[]): ort.Tensor {
  const { Tensor } = runtime()
  if (entries instanceof Float64Array) return new Tensor('float64', entries, shape)
  if (entries instanceof Float32Array) return new Tensor('float32', entries, shape)
  if (entries instanceof Int32Array) return new Tensor('int32', entries, shape)
  if (entries instanceof BigInt64Array) return new Tensor('int64', entries, shape)
  return new Tensor('bool', entries, shape)
}
