import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { nativePackages } from '../../core/native/load.ts'
import { Refusal } from '../../core/refusal.ts'
import { complaint, run } from './command.ts'
import { placeOf } from './place.ts'
import type { TensorFlow } from './wheel.ts'

/** The version of Node-API that tfjs-node 4.22 is built for, and that its loader looks for first. */
const api = 8

/** The folder of a package of the project. */
function folderOf(name: string): string {
  const place = placeOf(name)
  if ('reason' in place) throw new Refusal(place.reason)
  return place.folder
}

/** Compiles tfjs-node's addon from its sources, as its binding.gyp says, against an unpacked libtensorflow. It keeps the library's place. */
export function buildAddon({ libraries, headers }: TensorFlow): void {
  const compiler = process.env.CXX ?? 'g++'
  if (!run(compiler, ['--version']).well)
    throw new Refusal(`there is no C++ compiler '${compiler}': install g++ (Debian: apt-get install g++), or name one in CXX`)
  const tfjsNode = folderOf(nativePackages.node)
  const target = join(tfjsNode, 'lib', `napi-v${String(api)}`)
  mkdirSync(target, { recursive: true })
  const { well, text } = run(compiler, [
    ...['-shared', '-fPIC', '-O2', '-std=c++17', `-DNAPI_VERSION=${String(api)}`],
    ...[join(folderOf('node-api-headers'), 'include'), headers].map(folder => `-I${folder}`),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map(source => join(tfjsNode, 'binding', source)),
    ...['-o', join(target, 'tfjs_binding.node')],
    ...[`-L${libraries}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2', `-Wl,-rpath,${libraries}`],
  ])
  if (!well) throw new Refusal(`the addon of tfjs-node does not compile: ${complaint(text)}`)
}
