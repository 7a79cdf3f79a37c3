/** How far a study is: counts by state and outcome, row by row, from the files of its folder alone. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isHeld, lockName } from '../../core/folder/lock.ts'
import type { Outcome } from '../../core/outcome.ts'
import { pairName, type PlannedRun, type Purpose } from '../plan/plan.ts'
import { seedCount } from '../plan/seed-list.ts'
import { runPlace } from './run-place.ts'
import type { RunState } from './stored-run.ts'
import { readPlan } from './study-folder.ts'

export interface RowStatus {
  readonly game: string
  readonly optimizer: string
  readonly kind: Purpose['kind']
  readonly states: Readonly<Record<RunState, number>>
  readonly outcomes: Readonly<Partial<Record<Outcome['kind'], number>>>
}
export interface StudyStatus {
  readonly id: string
  readonly title: string
  /** A process makes its runs now. */
  readonly running: boolean
  readonly states: Readonly<Record<RunState, number>>
  readonly outcomes: Readonly<Partial<Record<Outcome['kind'], number>>>
  /** Runs that will be planned once tuning has chosen. */
  readonly later: number
  /** Seconds left at the pace of this sitting; null where it is not running or has made nothing yet. */
  readonly left: number | null
  readonly rows: readonly RowStatus[]
  readonly failed: readonly {
    readonly run: PlannedRun
    readonly game: string
    readonly optimizer: string
    readonly reason: string
  }[]
}

const none: Record<RunState, number> = { pending: 0, running: 0, done: 0, failed: 0 }

export function studyStatus(dir: string): StudyStatus {
  const { study, plan } = readPlan(dir)
  const label = (rows: readonly { readonly id: string; readonly label: string }[], id: string): string =>
    rows.find(r => r.id === id)?.label ?? id
  const rows = new Map<string, RowStatus & { states: Record<RunState, number>; outcomes: Partial<Record<string, number>> }>()
  const total = { states: { ...none }, outcomes: {} as Partial<Record<string, number>> }
  const failed: StudyStatus['failed'][number][] = []
  const running = isHeld(dir)
  const begun = running ? statSync(join(dir, lockName)).mtimeMs : Infinity
  let lately = 0
  for (const run of plan.runs) {
    const place = runPlace(dir, run)
    const stored = place.stored()
    const state = stored?.state ?? (running && place.running() ? 'running' : 'pending')
    const id = JSON.stringify([run.game, run.optimizer, run.purpose.kind])
    const names = { game: label(plan.games, run.game), optimizer: label(plan.optimizers, run.optimizer) }
    const row = rows.get(id) ?? { ...names, kind: run.purpose.kind, states: { ...none }, outcomes: {} }
    rows.set(id, row)
    for (const counts of [row, total]) {
      counts.states[state]++
      if (stored?.state === 'done') counts.outcomes[stored.outcome.kind] = (counts.outcomes[stored.outcome.kind] ?? 0) + 1
    }
    if (stored?.state === 'failed') failed.push({ run, ...names, reason: stored.reason })
    else if (stored && endedAt(place.path) > begun) lately++
  }
  const tuned = new Set(plan.runs.filter(r => r.purpose.kind === 'tuning').map(pairName)).size
  const later = Math.max(0, tuned - plan.choices.length) * seedCount(study)
  const open = total.states.pending + total.states.running + later
  return {
    id: study.id,
    title: study.title,
    running,
    ...total,
    later,
    left: lately === 0 ? null : (open * (Date.now() - begun)) / 1000 / lately,
    rows: [...rows.values()],
    failed,
  }
}

/** When the last file of a run was written. */
const endedAt = (path: string): number => Math.max(0, ...readdirSync(path).map(name => statSync(join(path, name)).mtimeMs))
