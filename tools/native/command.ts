import { spawnSync } from 'node:child_process'

/** Whether a command went well (one that is not there did not), what it printed, and that with its complaints. */
export interface Said {
  readonly well: boolean
  readonly printed: string
  readonly text: string
}

const patience = 15 * 60_000 // ms

/** Runs a command to its end. On Windows npm is a script, and needs a shell. */
export function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Said {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    shell: process.platform === 'win32' && program === 'npm',
    timeout: patience,
    env: { ...process.env, ...env },
  })
  return { well: status === 0, printed: stdout, text: error ? error.message : `${stdout}${stderr}`.trim() }
}

/** The line of an output that says what went wrong. */
export const complaint = (text: string): string => {
  const lines = text.split('\n').map(line => line.replace(/^npm (error|ERR!)/, '').trim())
  return lines.find(line => /error: /i.test(line)) ?? lines.at(-1)!
}
