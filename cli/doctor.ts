import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { Command } from 'commander'
import * as tf from '@tensorflow/tfjs'
import * as ort from 'onnxruntime-node'
import { backend, backends, type BackendName } from '../core/backend.ts'
import { runtimeVersion } from '../core/compile/session.ts'
import { table } from './table.ts'
import { version } from './version.ts'

const installed = (name: string): string | null => {
  try {
    return (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version
  } catch {
    return null
  }
}

export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('versions, backends, devices, threads, what is missing and how to get it')
    .option('--backend <name>', `try one backend: auto, ${backends.join(', ')}`, 'auto')
    .option('--json', 'as JSON')
    .action(async ({ backend: asked, json }: { backend: string; json?: boolean }) => {
      const chosen = await backend(asked as BackendName | 'auto')
      const devices = ort.listSupportedBackends().map(b => b.name)
      const report = {
        saddlepoint: version,
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
        processor: cpus()[0]?.model ?? 'unknown',
        cores: cpus().length,
        tensorflowjs: tf.version['tfjs'],
        onnxruntime: runtimeVersion(),
        backend: chosen.name,
        passed: chosen.passed,
        devices,
      }
      if (json) {
        process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
        return
      }
      const gpu = devices.filter(d => d === 'cuda' || d === 'dml')
      const rows = [
        ['saddlepoint', version],
        ['node', `${report.node} on ${report.platform}`],
        ['processor', `${report.processor}, ${report.cores} cores`],
        ['compiled steps', `ONNX Runtime ${report.onnxruntime}; devices: ${devices.filter(d => ['cpu', 'cuda', 'dml'].includes(d)).join(', ')}`],
        ...(gpu.length > 0 ? [] : [['', 'no GPU provider in this build of ONNX Runtime: its package fetches one where CUDA 12 is found']]),
        ['eager steps', `TensorFlow.js ${report.tensorflowjs}, backend ${chosen.name}`],
        ...chosen.passed.map(p => ['', `${p.name}: ${p.reason}`]),
        ['native peers', ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'].map(p => `${p} ${installed(p) ?? 'not installed'}`).join(', ')],
      ]
      process.stdout.write(`${table(rows as string[][]).join('\n')}\n`)
    })
