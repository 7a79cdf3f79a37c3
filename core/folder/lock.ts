/** One process at a time in a run's folder: a file that says which, taken over from a process that is gone. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Refusal } from '../refusal.ts'

export const lockName = 'run.lock'

/** A process, and when it began where the system says so: numbers of processes are given again. */
interface Holder {
  readonly pid: number
  readonly start: string | null
}

/** In clock ticks since the machine began (field 22 of stat); null where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

/** Folders that this process holds. */
const held = new Set<string>()

function alive({ pid, start }: Holder, folder: string): boolean {
  if (pid === process.pid && start === startOf(pid)) return held.has(folder)
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const now = startOf(pid)
  return now === null || start === null || now === start
}

const textOf = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Who a lock names; null where it was cut off while it was written. */
function holderOf(text: string): Holder | null {
  try {
    const { pid, start } = JSON.parse(text) as Partial<Holder>
    return Number.isSafeInteger(pid) && pid! > 0 ? { pid: pid!, start: typeof start === 'string' ? start : null } : null
  } catch {
    return null
  }
}

/** What another process may be about to write. */
const pause = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

/** Whether a process that is at work holds the folder. */
export function isHeld(path: string): boolean {
  const text = textOf(join(path, lockName))
  const holder = text === null ? null : holderOf(text)
  return holder !== null && alive(holder, resolve(path))
}

/** Throws where a process that is at work holds the folder of this. The text of a lock without such a process, null where there is none. */
export function heldBy(path: string, what: 'run' | 'study' = 'run'): string | null {
  const file = join(path, lockName)
  let text = textOf(file)
  for (let tries = 0; text !== null && holderOf(text) === null && tries < 10; tries++) {
    pause(20)
    text = textOf(file)
  }
  const holder = text === null ? null : holderOf(text)
  if (holder && alive(holder, resolve(path)))
    throw new Refusal(`the ${what} in ${path} is being made by process ${holder.pid}; wait for it, or stop it`)
  return text
}

/**
 * Takes the lock of a folder and returns what gives it back; also given back when the process ends by itself. Throws where another
 * process holds it, and as the system does where the folder cannot be written.
 */
export function takeLock(path: string, what: 'run' | 'study' = 'run'): () => void {
  const file = join(path, lockName)
  const mine = JSON.stringify({ pid: process.pid, start: startOf(process.pid) })
  for (;;) {
    const stale = heldBy(path, what)
    if (stale !== null) {
      // Of two that find the same stale lock one alone moves it away; who moves a fresh one by mistake puts it back.
      const aside = `${file}.${process.pid}`
      try {
        renameSync(file, aside)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
        continue
      }
      if (textOf(aside) !== stale) {
        renameSync(aside, file)
        continue
      }
      rmSync(aside, { force: true })
    }
    try {
      writeFileSync(file, `${mine}\n`, { flag: 'wx' })
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  const folder = resolve(path)
  held.add(folder)
  const release = (): void => {
    if (!held.delete(folder)) return
    process.off('exit', release)
    if (textOf(file) === `${mine}\n`) rmSync(file, { force: true })
  }
  process.on('exit', release)
  return release
}
