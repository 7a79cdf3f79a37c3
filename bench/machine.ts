import { createRequire } from 'node:module'
import { availableParallelism, cpus, loadavg } from 'node:os'

const versionOf = (name: string): string =>
  (createRequire(import.meta.url)(`${name}/package.json`) as { readonly version: string }).version

/** What the figures depend on, without saying whose machine it is. */
export const machine = (): Readonly<Record<string, string>> => ({
  'cores': String(availableParallelism()),
  'processor': cpus()[0]?.model.trim() ?? 'unknown',
  'platform': `${process.platform} ${process.arch}`,
  'node': process.versions.node,
  '@tensorflow/tfjs': versionOf('@tensorflow/tfjs'),
  '@tensorflow/tfjs-backend-wasm': versionOf('@tensorflow/tfjs-backend-wasm'),
  'onnxruntime-node': versionOf('onnxruntime-node'),
  'load average at the start': loadavg()[0]!.toFixed(2),
})
