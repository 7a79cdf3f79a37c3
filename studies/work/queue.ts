/** Runs that wait for a worker. */
import type { PlannedRun } from '../plan/plan.ts'

export interface Queue {
  add(runs: readonly PlannedRun[]): void
  /** The next run for a worker, as soon as there is one; null once the queue is closed. */
  take(worker: number): Promise<PlannedRun | null>
  close(): void
}

/** What runs of one program have in common: all but the numbers in their selectors, of which most are fed to the program. */
const programOf = ({ spec }: PlannedRun): string => `${spec.game} ${spec.optimizer}`.replaceAll(/\d[\d.e+-]*/g, '#')

/**
 * Each worker goes on with the program it has compiled. One that has none, or no more runs of it, takes a program that no other worker
 * is at, of the game it was at where that has one; and helps where there is nothing else to do.
 */
export function queue(): Queue {
  const waiting: { run: PlannedRun; program: string }[] = []
  const last = new Map<number, { program: string; game: string }>()
  const idle: { worker: number; give: (run: PlannedRun | null) => void }[] = []
  let closed = false
  const next = (worker: number): PlannedRun => {
    const mine = last.get(worker)
    const others = new Set([...last].flatMap(([w, { program }]) => (w === worker ? [] : [program])))
    const wishes: ((w: (typeof waiting)[number]) => boolean)[] = [
      w => w.program === mine?.program,
      w => w.run.spec.game === mine?.game && !others.has(w.program),
      w => !others.has(w.program),
      () => true,
    ]
    const at = wishes.map(wish => waiting.findIndex(wish)).find(i => i >= 0)!
    const [{ run, program }] = waiting.splice(at, 1) as [(typeof waiting)[number]]
    last.set(worker, { program, game: run.spec.game })
    return run
  }
  return {
    add: runs => {
      waiting.push(...runs.map(run => ({ run, program: programOf(run) })))
      while (waiting.length > 0 && idle.length > 0) {
        const { worker, give } = idle.shift()!
        give(next(worker))
      }
    },
    take: worker => {
      if (closed) return Promise.resolve(null)
      if (waiting.length > 0) return Promise.resolve(next(worker))
      return new Promise(give => idle.push({ worker, give }))
    },
    close: () => {
      closed = true
      for (const { give } of idle.splice(0)) give(null)
    },
  }
}
