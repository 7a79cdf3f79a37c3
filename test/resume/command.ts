import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const saddle = fileURLToPath(new URL('../../cli/saddle.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

/** Starts the command with these words. */
export function start(words: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [saddle, ...words], { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', chunk => (stderr += String(chunk)))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stderr }))
  })
  return { child, ended }
}

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** The step of the last checkpoint in a run's folder; −1 where there is none yet. */
export function stepOf(folder: string): number {
  const file = join(folder, 'checkpoint.bin')
  if (!existsSync(file)) return -1
  const bytes = readFileSync(file)
  return (JSON.parse(bytes.subarray(0, bytes.indexOf(10)).toString()) as { step: number }).step
}

/** Kills the process with SIGKILL `ms` milliseconds after its folder has a checkpoint of this step. True where it was still at work. */
export async function killAt(
  { child, ended }: ReturnType<typeof start>,
  folder: string,
  step: number,
  ms: number,
): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null && stepOf(folder) < step) await pause(2)
  await pause(ms)
  child.kill('SIGKILL')
  return (await ended).signal === 'SIGKILL'
}

/**
 * The files of a run's folder without what holds seconds: those of progress.json and of every line of metrics.jsonl, and the page, which
 * draws them.
 */
export function contents(folder: string): Record<string, string> {
  const read = (name: string): string => {
    const bytes = readFileSync(join(folder, name))
    if (name === 'progress.json') return bytes.toString().replace(/"seconds":[-+.\de]+/, '"seconds":…')
    if (name === 'metrics.jsonl') return bytes.toString().replace(/"seconds":[-+.\de]+/g, '"seconds":…')
    return name === 'index.html' ? 'a page' : bytes.toString('latin1')
  }
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => statSync(join(folder, name)).isFile())
      .sort()
      .map(name => [name, read(name)]),
  )
}
