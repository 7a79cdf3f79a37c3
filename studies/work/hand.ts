/** A hand of the study: a worker process that can die, and is replaced when there is work again. */
import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { PlannedRun } from '../plan/plan.ts'
import type { Ending, Order, Report } from './messages.ts'

/** A worker that ended in the middle of its run. */
export interface Died {
  readonly kind: 'died'
  /** How: `SIGKILL`, `exit code 1`, and what it said last. */
  readonly how: string
  /** By a signal before it could do anything: that says nothing about the run. */
  readonly early: boolean
}
export interface Hand {
  /** Starts a process before there is work, so that it is warm. */
  warm(): void
  make(run: Pick<PlannedRun, 'key' | 'spec'>, news: (news: Extract<Report, { kind: 'news' }>) => void): Promise<Ending | Died>
  /** Lets it save its run and leave it. */
  stop(): void
  /** Ends the process. */
  end(): Promise<void>
}

const source = fileURLToPath(new URL('./start.js', import.meta.url))
const built = fileURLToPath(new URL('./worker.js', import.meta.url))

interface Process {
  readonly child: ChildProcess
  readonly ready: Promise<void>
  readonly ended: Promise<string>
}

function begin(setup: Order): Process {
  const child = fork(existsSync(source) ? source : built, [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    // Whatever the study's own process was started with.
    execArgv: [],
  })
  let said = ''
  child.stderr!.on('data', chunk => (said = `${said}${String(chunk)}`.slice(-2000)))
  const ended = new Promise<string>(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('exit', (code, signal) => {
      // What it said last may still be on its way.
      setTimeout(() => {
        const line = said.split('\n').findLast(l => l.trim() !== '' && !l.startsWith('Node.js v'))
        resolve(signal ?? `exit code ${code}${line === undefined ? '' : `: ${line.trim()}`}`)
      }, 20)
    })
  })
  const ready = new Promise<void>(resolve => {
    child.on('message', (report: Report) => {
      if (report.kind !== 'ready') return
      child.send(setup, () => undefined)
      resolve()
    })
  })
  return { child, ready, ended }
}

export function hand(setup: Order): Hand {
  let at: Process | null = null
  let stopped = false
  const alive = (): Process => {
    if (at) return at
    const made = begin(setup)
    at = made
    void made.ended.then(() => {
      if (at === made) at = null
    })
    return made
  }
  // What is sent to a process that has just died is lost; that it died is told by `ended`.
  const send = (child: ChildProcess, order: Order): void => {
    if (child.connected) child.send(order, () => undefined)
  }
  return {
    warm: () => void alive(),
    make: async (run, news) => {
      const { child, ready, ended } = alive()
      let working = false
      const died = ended.then((how): Died => ({ kind: 'died', how, early: !working && how.startsWith('SIG') }))
      const first = await Promise.race([ready, died])
      working = true
      if (first) return first
      if (stopped) return { kind: 'left', key: run.key }
      let listen: ((report: Report) => void) | undefined
      const ending = new Promise<Ending>(resolve => {
        listen = report => {
          if (report.kind === 'ready' || report.key !== run.key) return
          if (report.kind === 'news') news(report)
          else resolve(report)
        }
        child.on('message', listen)
      })
      send(child, { kind: 'make', run })
      try {
        return await Promise.race([ending, died])
      } finally {
        child.off('message', listen!)
      }
    },
    stop: () => {
      stopped = true
      if (at) send(at.child, { kind: 'stop' })
    },
    end: async () => {
      if (!at) return
      const { child, ended } = at
      if (child.connected) child.disconnect()
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(late)
    },
  }
}
