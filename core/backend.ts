import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { installSafeGradients } from './calculus/install.ts'
import { libtensorflowVersion, loadNative, type NativeBackend } from './native/load.ts'
import { quietCpu } from './quiet.ts'
import { Refusal } from './refusal.ts'
import { transposeBeforeMatMul } from './wasm-matmul.ts'

/** Where eager steps run. */
export type BackendName = NativeBackend | 'wasm' | 'cpu'
/** In the order in which `auto` tries them. */
export const backends: readonly BackendName[] = ['node-gpu', 'node', 'wasm', 'cpu']

/** The backend that was taken, of one process. */
export interface Backend {
  readonly name: BackendName
  /** The version of libtensorflow where it is the one that computes, else null. */
  readonly libtensorflow: string | null
  /** Why the faster ones were not taken. */
  readonly passed: readonly { readonly name: BackendName; readonly reason: string }[]
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!

/** Loads one backend; the reason where it cannot. */
async function load(name: BackendName): Promise<string | null> {
  try {
    if (name === 'cpu') {
      quietCpu()
      return (await tf.setBackend('cpu')) ? null : 'TensorFlow.js refused it'
    }
    if (name === 'wasm') {
      const { setWasmPaths, setThreadsCount } = await import('@tensorflow/tfjs-backend-wasm')
      const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'))
      setWasmPaths(join(folder, 'dist/'))
      setThreadsCount(1)
      if (!(await tf.setBackend('wasm'))) return 'WebAssembly could not be started'
      transposeBeforeMatMul()
      return null
    }
    return await loadNative(name)
  } catch (error) {
    return firstLine(error)
  }
}

let chosen: Promise<Backend> | null = null
let asked: BackendName | 'auto' | null = null

async function choose(name: BackendName | 'auto'): Promise<Backend> {
  const passed: { name: BackendName; reason: string }[] = []
  for (const candidate of name === 'auto' ? backends : [name]) {
    const reason = await load(candidate)
    if (reason === null) {
      await tf.ready()
      installSafeGradients()
      return { name: candidate, libtensorflow: libtensorflowVersion(), passed }
    }
    passed.push({ name: candidate, reason })
  }
  const { reason } = passed.at(-1)!
  throw new Refusal(`backend ${name} cannot be used here: ${reason}; valid: auto, ${backends.join(', ')}`)
}

/** Chooses the backend of this process, once: the fastest there is, or the one named. */
export function backend(name: BackendName | 'auto' = 'auto'): Promise<Backend> {
  if (chosen && name !== 'auto' && asked !== name) {
    return chosen.then(b => {
      if (b.name !== name)
        throw new Refusal(`backend ${name} was asked for after ${b.name} had been chosen; a process has one backend`)
      return b
    })
  }
  if (!chosen) {
    asked = name
    chosen = choose(name)
    chosen.catch(() => {
      chosen = null
    })
  }
  return chosen
}
