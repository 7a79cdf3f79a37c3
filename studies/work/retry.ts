/** Makes runs of a study again that have failed. */
import type { PlannedRun } from '../plan/plan.ts'
import { runPlace } from '../store/run-place.ts'
import type { StoredRun } from '../store/stored-run.ts'
import { openStudy, readPlan } from '../store/study-folder.ts'
import { allMade } from './crew.ts'
import { queue } from './queue.ts'
import type { StudyWork } from './run-study.ts'

/** Runs that have failed, each key once. */
export function failedRuns(dir: string): PlannedRun[] {
  const seen = new Set<string>()
  return readPlan(dir).plan.runs.filter(run => {
    if (seen.has(run.key)) return false
    seen.add(run.key)
    return runPlace(dir, run).stored()?.state === 'failed'
  })
}

/** Makes all that have failed again, and nothing else. Throws where the folder is not to be had. */
export async function retryFailed(dir: string, work: Omit<StudyWork, 'choose'>): Promise<readonly StoredRun[]> {
  const { study } = readPlan(dir)
  const folder = openStudy(dir, study)
  try {
    const failed = failedRuns(dir)
    for (const run of failed) runPlace(dir, run).forget()
    work.tell?.({ kind: 'planned', runs: failed })
    const waiting = queue()
    waiting.add(failed)
    const made: StoredRun[] = []
    const landed = (run: PlannedRun, stored: StoredRun): void => {
      made.push(stored)
      work.tell?.({ kind: 'ended', run, stored, before: false })
      if (made.length === failed.length) waiting.close()
    }
    if (failed.length > 0) await allMade(dir, study, work, { waiting, open: failed.length, landed })
    return made
  } finally {
    folder.close()
  }
}
