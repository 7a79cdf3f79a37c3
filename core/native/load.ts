import { createRequire } from 'node:module'
import util from 'node:util'
import * as tf from '@tensorflow/tfjs'
import { mendNativeKernels } from './kernels.ts'

/** Backends whose kernels are libtensorflow's, and the optional package that brings each. */
export const nativePackages = {
  'node-gpu': '@tensorflow/tfjs-node-gpu',
  'node': '@tensorflow/tfjs-node',
} as const
export type NativeBackend = keyof typeof nativePackages

/** The name under which both packages register their backend, which is one backend with or without a GPU. */
const registered = 'tensorflow'

/** What is needed of their backend (tfjs-node 4.22, nodejs_kernel_backend.ts). */
interface Libtensorflow {
  readonly isUsingGpuDevice: boolean
  readonly binding: { readonly TF_Version: string }
}
const libtensorflow = (): Libtensorflow => tf.backend() as unknown as Libtensorflow

/** Loads a native backend and makes it the present one; the reason where there is none. Throws where the package is broken. */
export async function loadNative(name: NativeBackend): Promise<string | null> {
  const peer = nativePackages[name]
  // Where the GPU package has been loaded and found no GPU, its libtensorflow is that of the processor, and is not loaded twice.
  if (!tf.engine().registryFactory[registered]) {
    try {
      createRequire(import.meta.url).resolve(peer)
    } catch {
      return `${peer} is not installed (npm run native)`
    }
    // Its greetings are about how it was compiled.
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
    forOldPackages()
    try {
      await import(peer)
    } catch (error) {
      throw new Error(`${peer} is installed and does not load (npm run native mends it): ${(error as Error).message}`, {
        cause: error,
      })
    }
  }
  if (!(await tf.setBackend(registered))) return `${peer} registered no backend`
  mendNativeKernels()
  return name === 'node-gpu' && !libtensorflow().isUsingGpuDevice ? 'libtensorflow found no GPU with CUDA 11 and cuDNN 8' : null
}

/** The version of libtensorflow, where the present backend is native. */
export const libtensorflowVersion = (): string | null =>
  tf.getBackend() === registered ? libtensorflow().binding.TF_Version : null

/** tfjs-node 4.22 calls `util.isNullOrUndefined`, which Node 23 took away, and `util.isArray`, about which Node 22 and 24 warn. */
function forOldPackages(): void {
  const old = util as { isNullOrUndefined?: (x: unknown) => boolean; isArray?: (x: unknown) => boolean }
  old.isNullOrUndefined = x => x === null || x === undefined
  old.isArray = x => Array.isArray(x)
}
