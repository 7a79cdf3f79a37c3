import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where `npm run bench:peers` puts the peers. */
export const peersFolder = fileURLToPath(new URL('./.peers', import.meta.url))
export const peersPackages: readonly string[] = ['torch==2.13.0', 'jax']

export const pythonIn = (folder: string): string =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')

/** The Python that has the peers, or why there is none. `SADDLE_BENCH_PYTHON` names one. */
export function peersPython(): { readonly python: string } | { readonly reason: string } {
  const named = process.env.SADDLE_BENCH_PYTHON
  const python = named ?? pythonIn(peersFolder)
  const how = 'npm run bench:peers installs PyTorch and JAX, and SADDLE_BENCH_PYTHON names a Python that has them'
  if (named === undefined && !existsSync(python)) return { reason: `PyTorch and JAX are not installed: ${how}` }
  const asked = spawnSync(
    python,
    ['-c', 'import importlib.util, sys; sys.exit(len([m for m in ("torch", "jax") if not importlib.util.find_spec(m)]))'],
    { encoding: 'utf8' },
  )
  if (asked.error) return { reason: `${python} cannot be started (${asked.error.message}): ${how}` }
  return asked.status === 0 ? { python } : { reason: `${python} lacks torch or jax: ${how}` }
}
