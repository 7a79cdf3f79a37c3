import * as tf from '@tensorflow/tfjs'
import { compile } from './program.ts'
import { runtime, runtimeFault } from './runtime.ts'
import type { Device } from './session.ts'
import { trace } from './trace.ts'

/** Whether compiled steps run on a device here, and the reason where they do not. */
export interface DeviceReport {
  readonly name: Device['provider']
  readonly reason: string | null
}

/** Tries every device that this build of the runtime offers, with one small program; none where there is no runtime. */
export async function devices(): Promise<readonly DeviceReport[]> {
  const fault = runtimeFault()
  if (fault !== null) return [{ name: 'cpu', reason: fault }]
  const offered = runtime()
    .listSupportedBackends()
    .map(b => b.name)
  const names = (['cpu', 'cuda', 'dml'] as const).filter(name => offered.includes(name))
  const traced = trace(([x]) => ({ result: null, outputs: [tf.add(x!, x!)] }), [{ shape: [1], dtype: 'float32' }], {
    draw: [],
    start: [],
  })
  return Promise.all(
    names.map(async name => {
      try {
        const { outputs } = await (await compile(traced, 'float32', { provider: name, threads: 1 })).run([Float32Array.of(1)])
        return { name, reason: outputs[0]![0] === 2 ? null : 'it computed a wrong sum' }
      } catch (error) {
        return { name, reason: error instanceof Error ? error.message : String(error) }
      }
    }),
  )
}
