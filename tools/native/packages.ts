import { nativePackages, type NativeBackend } from '../../core/native/load.ts'
import { Refusal } from '../../core/refusal.ts'
import { complaint, run } from './command.ts'

/** The headers of Node-API, which not every Node comes with. */
const headers = 'node-api-headers@1.9.0'
/** The version of TensorFlow.js that the project is locked to: two copies of it would be two engines. */
const version = '4.22.0'

/** Says why it failed, also under `npm run --silent`. */
const loud = ['--loglevel', 'error'] as const

/**
 * Installs the package without its install script. `--no-save` leaves package.json and the lock as they are; `--save-dev` is needed
 * because npm does not install what package.json names as an optional peer. The next `npm ci` takes it away again.
 */
export function installPackage(backend: NativeBackend): void {
  const wanted = [`${nativePackages[backend]}@${version}`, headers]
  const { well, text } = run('npm', [
    'install',
    '--no-save',
    '--save-dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    ...wanted,
  ])
  if (!well) throw new Refusal(`npm could not install ${wanted.join(' and ')}: ${complaint(text)}`)
}

/**
 * The package's own install script, which downloads libtensorflow and a compiled addon from storage.googleapis.com. The project's
 * .npmrc keeps scripts from running at `npm ci` (no package it needs has one worth running, and none should run unasked), so it is
 * allowed here, for this package alone. The reason where it fails.
 */
export function runInstallScript(backend: NativeBackend): string | null {
  const { well, text } = run('npm', [...loud, 'rebuild', '--ignore-scripts=false', nativePackages[backend]])
  return well ? null : complaint(text)
}
