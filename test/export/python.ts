import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The interpreter that tests with Python run: SADDLE_PYTHON, or the one of the system. */
const interpreter = process.env.SADDLE_PYTHON ?? 'python3'

/** Why these modules cannot be had, null where they can. Printed too: what is left out is told. */
export function lacking(...modules: readonly string[]): string | null {
  const script = `import importlib.util as i; print(*[m for m in ${JSON.stringify(modules)} if i.find_spec(m) is None])`
  const { status, stdout, stderr, error } = spawnSync(interpreter, ['-c', script], { encoding: 'utf8' })
  const missing = error ? '' : stdout.trim()
  if (!error && status === 0 && missing === '') return null
  const why = error
    ? error.message
    : status === 0
      ? `no ${missing.replaceAll(' ', ', ')}`
      : (stderr.trim().split('\n').at(-1) ?? '')
  const reason = `${interpreter} cannot be used (${why}); set SADDLE_PYTHON to a Python with ${modules.join(', ')}`
  process.stderr.write(`tests with Python are left out: ${reason}\n`)
  return reason
}

/** A tensor as the peer reads and writes it. */
export interface Listed {
  readonly shape: readonly number[]
  readonly dtype: string
  readonly values: readonly number[]
}

/** Has test/export/peer.py do these jobs in a folder, in one process. */
export function peer(jobs: readonly Readonly<Record<string, unknown>>[], cwd: string): unknown[] {
  const script = fileURLToPath(new URL('peer.py', import.meta.url))
  const { status, stdout, stderr } = spawnSync(interpreter, [script], { input: JSON.stringify(jobs), encoding: 'utf8', cwd })
  if (status !== 0) throw new Error(`${interpreter} ${script} ended with code ${status}: ${stderr}`)
  return JSON.parse(stdout) as unknown[]
}
