import { cpus } from 'node:os'
import * as tf from '@tensorflow/tfjs'
import { runtimeVersion } from './compile/runtime.ts'
import { version } from './version.ts'

/** What a run's last bits depend on beside its options, without saying whose machine it is. */
export const machine = () => ({
  saddlepoint: version,
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  tensorflowjs: tf.version.tfjs,
  onnxruntime: runtimeVersion(),
})
