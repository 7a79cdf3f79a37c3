/** Workers that take runs from a queue until it is closed. One that dies costs its run an attempt, and no other run anything. */
import type { PlannedRun } from '../plan/plan.ts'
import type { StudyFile } from '../plan/study-file.ts'
import { runPlace } from '../store/run-place.ts'
import { CannotKeep } from '../store/sealed.ts'
import type { FailedRun, StoredRun } from '../store/stored-run.ts'
import { hand, type Hand } from './hand.ts'
import type { Queue } from './queue.ts'

export type CrewNews =
  | { readonly kind: 'begun'; readonly run: PlannedRun }
  | { readonly kind: 'news'; readonly run: PlannedRun; readonly share: number; readonly step: number }
  /** Its worker ended; it is made again from its last checkpoint. */
  | { readonly kind: 'again'; readonly run: PlannedRun; readonly how: string; readonly attempt: number }

export interface Crew {
  /** Runs at a time. */
  readonly jobs: number
  /** Stops: runs under way are saved and left. */
  readonly signal?: AbortSignal
  tell?(news: CrewNews): void
  /** Folder whose dependencies may be plugins; the working folder where absent. */
  readonly from?: string
  /** Workers a run may use up without getting further before it counts as failed. */
  readonly attempts?: number
  /** Least milliseconds between two checkpoints of a run. */
  readonly pause?: number
}

/** Where runs come from and go to. */
export interface Belt {
  readonly waiting: Queue
  /** Runs that are known to wait. */
  readonly open: number
  landed(run: PlannedRun, result: StoredRun): void
}

/** Ends when the queue is closed and every run taken has landed, or the signal comes. Throws where nothing can be kept any more. */
export async function allMade(dir: string, { plugins }: StudyFile, work: Crew, { waiting, open, landed }: Belt): Promise<void> {
  const { jobs, signal, from = process.cwd(), pause = 3000 } = work
  const setup = { kind: 'setup', dir, plugins: plugins ?? [], from, pause } as const
  const hands = Array.from({ length: Math.min(jobs, open) }, () => hand(setup))
  const faults: Error[] = []
  const stop = (): void => {
    waiting.close()
    for (const h of hands) h.stop()
  }
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  try {
    for (const h of hands) h.warm()
    await Promise.all(
      hands.map(async (h, i) => {
        try {
          for (;;) {
            const run = signal?.aborted || faults.length > 0 ? null : await waiting.take(i)
            if (!run) return
            work.tell?.({ kind: 'begun', run })
            const result = await made(h, run, dir, work)
            if (!result) return
            landed(run, result)
          }
        } catch (error) {
          faults.push(error as Error)
          stop()
        }
      }),
    )
  } finally {
    signal?.removeEventListener('abort', stop)
    await Promise.all(hands.map(h => h.end()))
  }
  if (faults[0]) throw faults[0]
}

/** Workers in a row that may be killed before they can do anything. */
const patience = 50

/** Makes a run, however many workers it takes within bounds; null where it was left. */
async function made(h: Hand, run: PlannedRun, dir: string, { signal, tell, attempts = 5 }: Crew): Promise<StoredRun | null> {
  const place = runPlace(dir, run)
  let furthest = place.step()
  let early = 0
  for (let attempt = 1; ; attempt++) {
    const ending = await h.make(run, ({ share, step }) => tell?.({ kind: 'news', run, share, step }))
    if (ending.kind === 'full') throw new CannotKeep(ending.reason)
    if (ending.kind === 'left') return null
    if (ending.kind === 'failed') return failed(run, dir, ending.reason, attempt)
    const result = place.stored()
    if (ending.kind === 'done' && result) return result
    if (result?.state === 'done') return result
    if (signal?.aborted) return null
    const step = place.step()
    // Whoever gets further is not stuck.
    if (step > furthest) attempt = 1
    if (ending.kind === 'died' && ending.early && early++ < patience) attempt--
    furthest = Math.max(furthest, step)
    const how = ending.kind === 'died' ? ending.how : 'its result is missing'
    if (attempt >= attempts)
      return failed(run, dir, `the worker that made it ended ${attempt} times one after another (${how})`, attempt)
    tell?.({ kind: 'again', run, how, attempt })
  }
}

function failed(run: PlannedRun, dir: string, reason: string, attempts: number): FailedRun {
  runPlace(dir, run).fail(reason, attempts)
  return { state: 'failed', key: run.key, spec: run.spec, reason, attempts }
}
