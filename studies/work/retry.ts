/** Makes runs of a study again that have failed. */
import { Refusal } from '../../core/refusal.ts'
import type { Lab } from '../../core/lab.ts'
import { parseSelector } from '../../core/selector-parse.ts'
import { pairName, type PlannedRun } from '../plan/plan.ts'
import { circumstances, runKey, sourcesOf } from '../plan/run-key.ts'
import { together } from '../plan/together.ts'
import { runPlace } from '../store/run-place.ts'
import type { Choice, StoredRun } from '../store/stored-run.ts'
import { openStudy, readPlan, type PlanOnDisk } from '../store/study-folder.ts'
import { choose, type TrialRun } from '../tuning/choose.ts'
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

/** Whether what the run's plugins make now is another run: its key has their sources. False where it cannot be told. */
export function isChanged({ key, spec }: PlannedRun, lab: Lab): boolean {
  try {
    const made = together(lab, { game: spec.game, players: spec.players }, spec.optimizer)
    if (!('used' in made)) return false
    const metrics = spec.metrics.map(m => lab.entry(lab.find('metric', parseSelector(m, 'metric selector').id)))
    return runKey(spec, sourcesOf([...made.used, ...metrics]), circumstances()) !== key
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

/** What came of it. */
export interface Retried {
  readonly made: readonly StoredRun[]
  /** Pairs whose tuning chooses other options with the trials made again: their evaluations are to be planned anew. */
  readonly rechosen: readonly Choice[]
}

/** Makes these runs again, and no others; all that have failed where none are named. Throws where the folder is not to be had. */
export async function retryFailed(
  dir: string,
  work: Omit<StudyWork, 'choose'>,
  some: readonly PlannedRun[] | null = null,
): Promise<Retried> {
  const { study, plan } = readPlan(dir)
  const folder = openStudy(dir, study)
  try {
    const failed = some ?? failedRuns(dir)
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
    const keys = new Set(made.map(run => run.key))
    const again = new Set(plan.runs.filter(r => r.purpose.kind === 'tuning' && keys.has(r.key)).map(pairName))
    if (again.size === 0) return { made, rechosen: [] }
    const chosen = new Map([...again].flatMap(pair => chosenAnew(dir, { ...plan, study, chosen: () => [] }, pair)))
    const rechosen = plan.choices.flatMap(old => {
      const now = chosen.get(pairName(old))
      return now && JSON.stringify(now.options) !== JSON.stringify(old.options) ? [now] : []
    })
    const other = new Set(rechosen.map(pairName))
    // What evaluated the old choice is kept in its place, and belongs to the study no more.
    folder.writePlan({
      ...plan,
      runs: plan.runs.filter(r => r.purpose.kind === 'tuning' || !other.has(pairName(r))),
      choices: plan.choices.filter(c => !other.has(pairName(c))).map(c => chosen.get(pairName(c)) ?? c),
    })
    return { made, rechosen }
  } finally {
    folder.close()
  }
}

/** The choice by all trials of the pair, where all have ended. */
function chosenAnew(
  dir: string,
  plan: PlanOnDisk & Parameters<typeof choose>[0],
  pair: string,
): (readonly [pair: string, choice: Choice])[] {
  const trials = plan.runs
    .filter(r => r.purpose.kind === 'tuning' && pairName(r) === pair)
    .map(planned => ({ planned, stored: runPlace(dir, planned).stored() }))
  const all = trials.filter((t): t is TrialRun => t.stored !== null)
  const [first] = all
  return first && all.length === trials.length ? [[pair, choose(plan, first.planned, all)]] : []
}
