import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Began, Said, Turn } from './serve.ts'

/** A process that makes steps when asked. */
export interface Child {
  readonly began: Began
  /** ms of a turn */
  take(turn: Turn): Promise<number>
  end(): void
}

/** The end of what a process said on stderr. */
const complaint = (text: string): string => {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  const said = lines.findLast(line => /error|refus|cannot|must/i.test(line)) ?? lines.at(-1) ?? ''
  return said
    .replace(/^\s*(Refusal|Error): /, '')
    .trim()
    .slice(0, 200)
}

/** Starts a child and waits for its first step. Rejects with its last words where it ends before. */
export async function start(command: readonly string[], cwd?: string): Promise<Child> {
  const child: ChildProcessWithoutNullStreams = spawn(command[0]!, command.slice(1), { cwd })
  let stderr = ''
  child.stderr.on('data', (text: Buffer) => (stderr = (stderr + text.toString()).slice(-20_000)))
  let ended: Error | null = null
  let waiting: { resolve(said: Began | Said): void; reject(error: Error): void } | null = null
  const fail = (error: Error): void => {
    ended = error
    waiting?.reject(error)
  }
  child.once('error', fail)
  child.once('close', code => fail(new Error(complaint(stderr) || `ended with code ${String(code)}`)))
  child.stdin.on('error', () => undefined)
  createInterface({ input: child.stdout }).on('line', line => {
    // A library may print of its own accord; messages are objects.
    if (line.startsWith('{')) waiting?.resolve(JSON.parse(line) as Said)
  })
  const heard = (): Promise<Began | Said> =>
    new Promise((resolve, reject) => {
      if (ended) reject(ended)
      else waiting = { resolve, reject }
    })
  const began = await heard()
  return {
    began,
    take: async turn => {
      const answer = heard()
      child.stdin.write(`${JSON.stringify(turn)}\n`)
      return (await answer).ms
    },
    end: () => {
      child.stdin.end()
      child.kill()
    },
  }
}
