import * as tf from '@tensorflow/tfjs'
import type { Constant, Value, ValueType } from './graph.ts'
import { Recorder } from './recorder.ts'
import { sizeOf } from '../host.ts'

/** A symbolic tensor: the engine's handle for a value of the graph. */
export interface Symbolic {
  readonly dataId: object
  readonly shape: number[]
  readonly dtype: tf.DataType
}

/** What a data id of this backend stands for: a value of the graph being recorded, or values that tfjs wrote. */
interface Entry {
  value: Value | null
  recorder: Recorder | null
  readonly entries: tf.backend_util.TypedArray | null
}

export const valueType = (dtype: string): ValueType => {
  if (dtype === 'float32') return 'real'
  if (dtype === 'int32' || dtype === 'bool') return dtype
  throw new Error(`a step made a tensor of type ${dtype}; float32, int32 and bool can be compiled`)
}
export const dataType = (type: ValueType): tf.DataType => (type === 'real' ? 'float32' : type === 'int64' ? 'int32' : type)

/** Raised where a step looks at a number while it is traced. */
export class ReadWhileTraced extends Error {
  constructor() {
    super(
      'the step reads the value of a tensor (dataSync, arraySync or print) while it is traced: a compiled step may not depend on values; ' +
        'use tf.where, or `iterate` for a loop, or run with --execution eager',
    )
    this.name = 'ReadWhileTraced'
  }
}

/** A tfjs backend whose kernels record a node and return a symbolic tensor. Automatic differentiation runs on it unchanged. */
export class TraceBackend extends tf.KernelBackend {
  readonly #entries = new WeakMap<object, Entry>()
  #recorder = new Recorder()
  #ids = 0
  /** Whether the present trace has asked for a value that it will only know when it runs. */
  readLater = false

  get recorder(): Recorder {
    return this.#recorder
  }
  /** Starts a new graph. Constants written before keep their values and are named anew. */
  begin(): Recorder {
    this.#recorder = new Recorder()
    this.readLater = false
    return this.#recorder
  }
  /** The symbolic tensor of a value. */
  symbol(value: Value): Symbolic {
    const dataId = {}
    this.#entries.set(dataId, { value, recorder: this.#recorder, entries: null })
    this.#ids++
    return { dataId, shape: [...value.shape], dtype: dataType(value.type) }
  }
  tensor(value: Value): tf.Tensor {
    return tf.engine().makeTensorFromTensorInfo(this.symbol(value))
  }
  /** The value behind a tensor; what tfjs wrote becomes a constant of this graph. */
  value(info: { dataId: object; shape: readonly number[]; dtype: string }): Value {
    const entry = this.#entries.get(info.dataId) ?? this.#copied(info.dataId)
    if (entry.value && entry.recorder === this.#recorder) return entry.value
    if (!entry.entries)
      throw new Error('a tensor of an earlier trace is used in this one: a step may keep nothing between calls but its state')
    const type = valueType(info.dtype)
    const entries: Constant['entries'] =
      type === 'real'
        ? Float64Array.from(entry.entries)
        : type === 'bool'
          ? Uint8Array.from(entry.entries)
          : Int32Array.from(entry.entries)
    const value = this.#recorder.constant(entries, info.shape, type, false)
    entry.value = value
    entry.recorder = this.#recorder
    return value
  }

  /** A tensor of another backend, captured from outside the step: its values, which stay where they are too. */
  #copied(dataId: object): Entry {
    const entry = { value: null, recorder: null, entries: tf.engine().readSync(dataId) as tf.backend_util.TypedArray }
    this.#entries.set(dataId, entry)
    return entry
  }

  override write(values: tf.backend_util.BackendValues): object {
    const dataId = {}
    this.#entries.set(dataId, { value: null, recorder: null, entries: values as tf.backend_util.TypedArray })
    this.#ids++
    return dataId
  }
  override move(dataId: object, values: tf.backend_util.BackendValues): void {
    this.#entries.set(dataId, { value: null, recorder: null, entries: values as tf.backend_util.TypedArray })
    this.#ids++
  }
  override readSync(dataId: object): tf.backend_util.BackendValues {
    const entries = this.#entries.get(dataId)?.entries
    if (!entries) throw new ReadWhileTraced()
    return entries
  }
  /** A promise of a value that nobody may await: the trace looks at `readLater` when it ends. */
  override read(dataId: object): Promise<tf.backend_util.BackendValues> {
    const entries = this.#entries.get(dataId)?.entries
    if (entries) return Promise.resolve(entries)
    this.readLater = true
    return new Promise(() => undefined)
  }
  override incRef(): void {
    // Values of a graph are never freed one by one.
  }
  decRef(): void {
    // See incRef.
  }
  override refCount(): number {
    return 1
  }
  override disposeData(): boolean {
    return true
  }
  override numDataIds(): number {
    return this.#ids
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true }
  }
  override timerAvailable(): boolean {
    return false
  }
  override floatPrecision(): 16 | 32 {
    return 32
  }
  override epsilon(): number {
    return 1e-7
  }
}

/** Number of entries of a value. */
export const entriesOf = (value: Value): number => sizeOf(value.shape)
