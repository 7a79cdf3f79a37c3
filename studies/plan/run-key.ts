/** What decides the bits of a run beside its specification, and the key of both. */
import { existsSync, readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { runtimeVersion } from '../../core/compile/runtime.ts'
import type { Registered } from '../../core/registry.ts'
import { version } from '../../core/version.ts'
import { digestOf } from './canonical.ts'
import type { RunSpec } from './plan.ts'

/** Versions and the machine's instruction set. */
export interface Circumstances {
  readonly saddlepoint: string
  readonly onnxruntime: string
  readonly tensorflowjs: string
  /** Extensions that kernels choose by, such as `x64 avx avx2 fma`. */
  readonly instructions: string
}

/** By these, kernels of ONNX Runtime and libtensorflow choose what they run, and so the last bits. */
const telling = /^(sse4_[12]|avx.*|fma|f16c|amx_.*|asimd.*|sve.*|i8mm|bf16)$/
/** The instruction set: from what Linux says of the processor, elsewhere the architecture alone. */
export function instructionsOf(cpuinfo: string | null, arch: string = process.arch): string {
  const flags = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(cpuinfo ?? '')?.[1]?.split(/\s+/) ?? []
  return [arch, ...[...new Set(flags)].filter(flag => telling.test(flag)).sort()].join(' ')
}
const cpuinfo = '/proc/cpuinfo'
export const circumstances = (): Circumstances => ({
  saddlepoint: version,
  onnxruntime: runtimeVersion(),
  tensorflowjs: tf.version.tfjs,
  instructions: instructionsOf(existsSync(cpuinfo) ? readFileSync(cpuinfo, 'utf8') : null),
})

const relative = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g
/** A file and those that it imports by relative paths, and theirs; `.js` may be written where `.ts` is meant. */
function withImports(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found
  found.add(file)
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(relative)) {
    const named = resolve(dirname(file), path)
    const there = [named, named.replace(/\.([cm]?)js$/, '.$1ts')].find(existsSync)
    if (there !== undefined) withImports(there, found)
  }
  return found
}

/** The sources of the plugins that come from files, each once: their names and digests, not where they lie. */
export function sourcesOf(used: readonly Registered[]): readonly string[] {
  const plugins = new Map(used.flatMap(({ plugin, file }) => (file === undefined ? [] : [[file, plugin] as const])))
  const sum = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')
  return [...plugins].map(([file, plugin]) => `${plugin} ${digestOf([...withImports(file)].map(sum).sort())}`).sort()
}

/** The key of a run. Execution (precision, threads, device, backend) is in the specification; labels and titles are in nothing. */
export const runKey = (spec: RunSpec, sources: readonly string[], where: Circumstances): string =>
  digestOf({ spec, sources, ...where })
