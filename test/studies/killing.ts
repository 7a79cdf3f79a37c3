/** Makes a study under kills, and looks after it that nothing is made twice. */
import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { key } from '../../core/key.ts'
import { readResults } from '../../studies/store/results.ts'
import type { KillPlan } from './kill-plans.ts'

const script = fileURLToPath(new URL('./make-study.ts', import.meta.url))

export const started = (dir: string, plan: KillPlan, pause: number): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', script, dir, plan, String(pause)], { stdio: ['ignore', 'inherit', 'inherit'] })

const pauseOf = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Processes that make a run now, by the locks of the runs. */
function workers(dir: string): number[] {
  return listed(join(dir, 'runs')).flatMap(run => {
    try {
      return [(JSON.parse(readFileSync(join(dir, 'runs', run, 'run.lock'), 'utf8')) as { pid: number }).pid]
    } catch {
      return []
    }
  })
}
const listed = (path: string): string[] => {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

export interface Killed {
  readonly workers: number
  readonly parents: number
  /** Runs whose result was replaced by another: made twice to completion. */
  readonly twice: readonly string[]
  readonly seconds: number
}

/**
 * Makes the study to its end while a random worker is killed after a random wait each time (`wait` in ms, from and to), and the process of
 * the study once each of `parents` shares of its runs are done.
 */
export async function killed(
  dir: string,
  plan: KillPlan,
  {
    wait,
    parents,
    pause,
    seed,
    runs,
  }: { wait: readonly [number, number]; parents: readonly number[]; pause: number; seed: number; runs: number },
): Promise<Killed> {
  const begun = performance.now()
  const files = new Map<string, string>()
  const twice = new Set<string>()
  const look = (): void => {
    for (const run of listed(join(dir, 'runs'))) {
      try {
        const { ino, mtimeNs } = statSync(join(dir, 'runs', run, 'result.jsonl'), { bigint: true })
        const id = `${ino} ${mtimeNs}`
        if ((files.get(run) ?? id) !== id) twice.add(run)
        files.set(run, id)
      } catch {
        // Not there yet.
      }
    }
  }
  const count = { workers: 0, parents: 0 }
  let study = started(dir, plan, pause)
  let ended = false
  const over = (): boolean => ended
  const ends = (child: ChildProcess): void => void child.once('exit', code => (ended ||= code !== null && child === study))
  ends(study)
  const shares = [...parents]
  for (let n = 0; !over(); n++) {
    const [at, which] = Array.from(key(seed).fold(n).uniform(2)) as [number, number]
    const until = performance.now() + wait[0] + at * (wait[1] - wait[0])
    while (!over() && performance.now() < until) {
      await pauseOf(50)
      look()
    }
    if (over()) break
    if (shares.length > 0 && files.size >= shares[0]! * runs) {
      shares.shift()
      const old = study
      const gone = new Promise(resolve => old.once('exit', resolve))
      old.kill('SIGKILL')
      await gone
      count.parents++
      study = started(dir, plan, pause)
      ends(study)
      continue
    }
    const busy = workers(dir)
    const pid = busy[Math.floor(which * busy.length)]
    if (pid === undefined) continue
    try {
      process.kill(pid, 'SIGKILL')
      count.workers++
    } catch {
      // It has just ended by itself.
    }
  }
  look()
  return { ...count, twice: [...twice], seconds: (performance.now() - begun) / 1000 }
}

/** Everything a study has found, without what holds seconds. */
export function table(dir: string): string {
  return readResults(dir)
    .runs.map(({ planned, stored }) =>
      JSON.stringify({ planned, stored }, (name, x: unknown) => (name === 'seconds' ? undefined : x)),
    )
    .join('\n')
}
