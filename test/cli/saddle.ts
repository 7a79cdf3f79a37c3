import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { main } from '../../cli/main.ts'

/** How a command ended and what it printed. */
export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs the command in this process. */
export const saddle = (...words: string[]): Promise<Ended> => captured(() => main(words))

/** What something prints in this process. Not for two at once: it replaces the streams. */
export async function captured(print: () => Promise<unknown>): Promise<Ended> {
  const printed = { out: '', err: '' }
  const streams = { out: process.stdout, err: process.stderr }
  const writes = { out: process.stdout.write, err: process.stderr.write }
  const before = process.exitCode
  process.exitCode = 0
  for (const name of ['out', 'err'] as const) {
    streams[name].write = (text: string | Uint8Array) => {
      printed[name] += String(text)
      return true
    }
  }
  try {
    await print()
    return { code: process.exitCode, ...printed }
  } finally {
    process.stdout.write = writes.out
    process.stderr.write = writes.err
    process.exitCode = before
  }
}

export const binary = fileURLToPath(new URL('../../cli/saddle.js', import.meta.url))

/** Runs the command as a user does; `node` are options of Node itself. */
export function spawned(words: readonly string[], cwd: string, node: readonly string[] = []): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, binary, ...words], { cwd, encoding: 'utf8' })
  return { code: status ?? -1, out: stdout, err: stderr }
}
