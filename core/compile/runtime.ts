import { createRequire } from 'node:module'
import type * as Runtime from 'onnxruntime-node'
import { Refusal } from '../refusal.ts'

type Loaded = { readonly ort: typeof Runtime } | { readonly fault: string }
let loaded: Loaded | null = null

/** Loads ONNX Runtime when it is first needed: eager steps do without. */
function load(): Loaded {
  try {
    const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof Runtime
    // What the runtime would print of its own accord comes as an error here.
    ort.env.logLevel = 'fatal'
    return { ort }
  } catch (error) {
    return { fault: (error instanceof Error ? error.message : String(error)).split('\n')[0]! }
  }
}

/** Why ONNX Runtime cannot be loaded here; null where it can. */
export const runtimeFault = (): string | null => {
  loaded ??= load()
  return 'fault' in loaded ? loaded.fault : null
}

/** What to do about a runtime that cannot be loaded. */
export const withoutRuntime = (fault: string): string =>
  `compiled steps need ONNX Runtime, which cannot be loaded here (${fault}): install onnxruntime-node anew (npm ci), or run with --execution eager`

/** ONNX Runtime; a refusal where it is missing or broken. */
export function runtime(): typeof Runtime {
  loaded ??= load()
  if ('fault' in loaded) throw new Refusal(withoutRuntime(loaded.fault))
  return loaded.ort
}

/** Its version, for provenance; `none` where it cannot be loaded. */
export const runtimeVersion = (): string => {
  if (runtimeFault() !== null) return 'none'
  const { versions } = runtime().env
  return versions.node ?? versions.common
}
