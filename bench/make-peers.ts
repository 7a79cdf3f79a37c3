/** `npm run bench:peers`: PyTorch and JAX from PyPI in a virtual environment of their own, bench/.peers. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { peersFolder, peersPackages, pythonIn } from './python.ts'

const fail = (sentence: string): never => {
  console.error(sentence)
  process.exit(1)
}
const candidates = process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python']
const base =
  candidates.find(name => spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']).status === 0) ??
  fail(
    `no Python ≥ 3.10 was found as ${candidates.join(' or ')}; install one, or name one that has torch and jax in SADDLE_BENCH_PYTHON`,
  )

if (!existsSync(pythonIn(peersFolder))) {
  const made = spawnSync(base, ['-m', 'venv', peersFolder], { encoding: 'utf8' })
  if (made.status !== 0) {
    const why = `${made.stdout}${made.stderr}`.trim().split('\n')[0]!
    fail(`${base} could not make a virtual environment in ${peersFolder} (${why}); on Debian and Ubuntu install python3-venv`)
  }
}
const installed = spawnSync(pythonIn(peersFolder), ['-m', 'pip', 'install', '--upgrade', ...peersPackages], { stdio: 'inherit' })
if (installed.status !== 0)
  fail(`pip could not install ${peersPackages.join(' and ')} into ${peersFolder}; what it said is above`)
console.log(`${peersPackages.join(' and ')} are in ${peersFolder}; npm run bench finds them there`)
