/** Makes all runs of a plan that are not made yet, several at a time, and the evaluations of what tuning chooses. */
import { pairName, type Plan, type PlannedRun } from '../plan/plan.ts'
import { runPlace } from '../store/run-place.ts'
import { openStudy, type StudyFolder } from '../store/study-folder.ts'
import type { Choice, StoredRun, StudyResults } from '../store/stored-run.ts'
import type { choose, TrialRun } from '../tuning/choose.ts'
import { allMade, type Crew, type CrewNews } from './crew.ts'
import { queue } from './queue.ts'

/** What tuning makes of a pair's trials, which have all ended. */
export type Choose = typeof choose

/** What happens on the way. */
export type StudyNews =
  | CrewNews
  /** These runs belong to the study; told once at the start, and for what tuning chooses. */
  | { readonly kind: 'planned'; readonly runs: readonly PlannedRun[] }
  /** `before`: it was found in the folder. */
  | { readonly kind: 'ended'; readonly run: PlannedRun; readonly stored: StoredRun; readonly before: boolean }
  | { readonly kind: 'chosen'; readonly choice: Choice }

export interface StudyWork extends Omit<Crew, 'tell'> {
  tell?(news: StudyNews): void
  /** Needed where the plan has trials. */
  readonly choose?: Choose
}

/**
 * What a study's folder has when all that can be made is made, or `signal` stops it. A run that is done is never made again. Throws a
 * sentence where the folder is not to be had, or can no longer be written: what is done is kept.
 */
export async function runStudy(plan: Plan, dir: string, work: StudyWork): Promise<StudyResults> {
  const folder = openStudy(dir, plan.study)
  try {
    return await withFolder(plan, folder, work)
  } finally {
    folder.close()
  }
}

async function withFolder(plan: Plan, folder: StudyFolder, work: StudyWork): Promise<StudyResults> {
  const { dir } = folder
  const { choose, tell = () => undefined } = work
  const begun = performance.now()
  const before = folder.seconds()
  const seconds = (): number => before + (performance.now() - begun) / 1000
  const runs: PlannedRun[] = []
  const choices: Choice[] = []
  const stored = new Map<string, StoredRun>()
  const waiting = queue()
  const open = new Set<string>()
  const trials = new Map<string, PlannedRun[]>()
  for (const run of plan.runs)
    if (run.purpose.kind === 'tuning') trials.set(pairName(run), [...(trials.get(pairName(run)) ?? []), run])
  if (trials.size > 0 && !choose) throw new Error('a plan with trials needs choose')

  const keepPlan = (): void => {
    const { games, optimizers, refused } = plan
    folder.writePlan({ games, optimizers, refused, runs, choices })
  }
  const ended = (run: PlannedRun, result: StoredRun, found: boolean): void => {
    stored.set(run.key, result)
    open.delete(run.key)
    tell({ kind: 'ended', run, stored: result, before: found })
  }
  const add = (more: readonly PlannedRun[]): void => {
    runs.push(...more)
    tell({ kind: 'planned', runs: more })
    const missing: PlannedRun[] = []
    for (const run of more) {
      // Two rows may share a run.
      const found = stored.get(run.key) ?? runPlace(dir, run).stored()
      if (found) ended(run, found, true)
      else if (!open.has(run.key)) {
        open.add(run.key)
        missing.push(run)
      }
    }
    waiting.add(missing)
  }
  const chooseWhereDone = (pair: string): void => {
    const made = trials.get(pair)?.map(planned => ({ planned, stored: stored.get(planned.key) }))
    if (!made?.every((t): t is TrialRun => t.stored !== undefined)) return
    trials.delete(pair)
    const [game, optimizer] = JSON.parse(pair) as [string, string]
    const choice = choose!(plan, { game, optimizer }, made)
    choices.push(choice)
    tell({ kind: 'chosen', choice })
    add(plan.chosen(game, optimizer, choice.options))
    keepPlan()
  }
  const over = (): void => {
    if (open.size === 0 && trials.size === 0) waiting.close()
  }

  add(plan.runs)
  keepPlan()
  for (const pair of [...trials.keys()]) chooseWhereDone(pair)
  over()
  let clock = performance.now()
  const landed = (run: PlannedRun, result: StoredRun): void => {
    for (const twin of runs) if (twin.key === run.key) ended(twin, result, false)
    for (const twin of runs.filter(r => r.key === run.key)) chooseWhereDone(pairName(twin))
    if (performance.now() - clock > 2000) {
      folder.keepSeconds(seconds())
      clock = performance.now()
    }
    over()
  }
  if (open.size > 0) await allMade(dir, plan.study, work, { waiting, open: open.size, landed })
  folder.keepSeconds(seconds())
  return {
    plan,
    runs: runs
      .filter(r => r.purpose.kind === 'evaluation')
      .map(planned => ({ planned, stored: stored.get(planned.key) ?? null })),
    choices,
    seconds: seconds(),
  }
}
