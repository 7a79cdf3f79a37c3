import { nativePackages, type NativeBackend } from '../../core/native/load.ts'
import { complaint, run } from './command.ts'
import { placeOf } from './place.ts'

/** What a package does when it is loaded: the version of its libtensorflow, or why it is of no use. */
export type Trial = { readonly version: string } | { readonly reason: string }

/** In a process of its own: an addon that does not fit can end it, and one that was once loaded stays. */
const product = `
const tf = require(process.argv[1])
const { binding, isUsingGpuDevice } = tf.backend()
const entries = tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).dataSync().join()
console.log(JSON.stringify({ entries, gpu: isUsingGpuDevice, version: binding.TF_Version }))`
const right = '19,22,43,50'

/** Node 23 took away what tfjs-node calls (core/native/load.ts). */
const forOldPackages = `require('util').isNullOrUndefined = x => x === null || x === undefined`

/** Loads the project's package and multiplies two matrices; with `node-gpu` on a GPU. `root` is the project. */
export function tryPackage(backend: NativeBackend, root?: string): Trial {
  const place = placeOf(nativePackages[backend], root)
  if ('reason' in place) return place
  const args = ['-e', `${forOldPackages}${product}`, place.folder]
  const { well, printed, text } = run(process.execPath, args, { TF_CPP_MIN_LOG_LEVEL: '2' })
  if (!well) return { reason: complaint(text) }
  const { entries, gpu, version } = JSON.parse(printed.slice(printed.lastIndexOf('{'))) as {
    entries: string
    gpu: boolean
    version: string
  }
  if (entries !== right) return { reason: `a product of two matrices came out as ${entries}, not ${right}` }
  if (backend === 'node-gpu' && !gpu) return { reason: `libtensorflow ${version} found no GPU; it needs CUDA 11 and cuDNN 8` }
  return { version }
}
