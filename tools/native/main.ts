/**
 * `npm run native`: TensorFlow.js's native backend for eager steps, @tensorflow/tfjs-node, or @tensorflow/tfjs-node-gpu where there is
 * an NVIDIA GPU. Where libtensorflow cannot be downloaded as the package does it, the addon is compiled against the libtensorflow in
 * TensorFlow's wheel for Python. What already works is left alone.
 */
import { type NativeBackend } from '../../core/native/load.ts'
import { Refusal } from '../../core/refusal.ts'
import { buildAddon } from './addon.ts'
import { hasGpu } from './gpu.ts'
import { installPackage, runInstallScript } from './packages.ts'
import { tryPackage, type Trial } from './trial.ts'
import { libtensorflowFromWheel } from './wheel.ts'

const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`)

/** Tries after each of the ways, in turn, until one leads there. */
function make(backend: NativeBackend): Trial {
  const before = tryPackage(backend)
  if ('version' in before) return before
  say(`installing the backend ${backend}`)
  installPackage(backend)
  const failure = runInstallScript(backend)
  const downloaded = tryPackage(backend)
  if ('version' in downloaded || backend === 'node-gpu') return downloaded
  say(`its own download failed (${failure ?? downloaded.reason}); compiling it against the libtensorflow of PyPI`)
  buildAddon(libtensorflowFromWheel())
  return tryPackage(backend)
}

function main(): void {
  for (const backend of hasGpu() ? (['node-gpu', 'node'] as const) : (['node'] as const)) {
    const made = make(backend)
    if ('version' in made) {
      say(`the backend ${backend} works, with libtensorflow ${made.version}`)
      return
    }
    say(`the backend ${backend} cannot be used here: ${made.reason}`)
  }
  process.exitCode = 1
}

try {
  main()
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
