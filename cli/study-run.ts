/** Makes a study on this machine, shown on the terminal; Ctrl-C stops it with everything saved. */
import { Refusal } from '../core/refusal.ts'
import type { Plan } from '../studies/plan/plan.ts'
import type { StudyResults } from '../studies/store/stored-run.ts'
import { runStudy, type Choose } from '../studies/work/run-study.ts'
import { watched } from '../studies/work/watched.ts'
import { cpus } from 'node:os'
import { shown } from '../core/config/number.ts'

const defaultJobs = (): number => Math.max(1, Math.min(8, cpus().length))

/** The value of --jobs. */
export function jobsOf(jobs: string | undefined): number {
  const parallel = jobs === undefined ? defaultJobs() : Number(jobs)
  if (!Number.isInteger(parallel) || parallel < 1) throw new Refusal(`--jobs must be an integer > 0, got ${shown(String(jobs))}`)
  return parallel
}

/** Does what a signal may stop with everything saved, then `after`. `again` is the command that goes on with it. */
export async function untilStopped<T>(
  again: string,
  work: (signal: AbortSignal) => Promise<T>,
  after: () => void,
): Promise<{ made: T; stopped: boolean }> {
  const stop = new AbortController()
  const onSignal = (): void => {
    // Who asks twice does not want to wait: what is saved is saved.
    if (stop.signal.aborted) process.exit(130)
    stop.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  try {
    const made = await work(stop.signal).finally(after)
    if (stop.signal.aborted) {
      process.stderr.write(`stopped; go on with: ${again}\n`)
      process.exitCode = 130
    }
    return { made, stopped: stop.signal.aborted }
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}

/** Makes what is not made of a study, and shows its way. `stopped` by a signal: then the results are not all there, and the exit code says so. */
export async function carriedOut(
  plan: Plan,
  dir: string,
  { jobs, choose, again }: { readonly jobs: number; readonly choose?: Choose; readonly again: string },
): Promise<{ readonly results: StudyResults; readonly stopped: boolean }> {
  const view = watched(plan, jobs)
  const { made, stopped } = await untilStopped(
    again,
    signal => runStudy(plan, dir, { jobs, signal, tell: view.tell, ...(choose ? { choose } : {}) }),
    view.stop,
  )
  return { results: made, stopped }
}
