import { lost } from '../../core/outcome.ts'
import type { Objective } from '../plan/study-file.ts'
import type { DoneRun } from '../store/stored-run.ts'

const better = ({ better = 'min' }: Objective, a: number, b: number): boolean => (better === 'min' ? a < b : a > b)
/** Worse than every number. */
export const worst = ({ better = 'min' }: Objective): number => (better === 'min' ? Infinity : -Infinity)

/** The objective of a run, at the last step that measured it or the best one: NaN where it diverged, or there is no finite number. */
export function objectiveOf(run: Pick<DoneRun, 'marks' | 'outcome'>, objective: Objective): number {
  if (lost(run.outcome)) return NaN
  const values = run.marks.flatMap(m => m.metrics[objective.metric] ?? [])
  if (objective.at !== 'best') return Number.isFinite(values.at(-1)) ? values.at(-1)! : NaN
  return values.filter(Number.isFinite).reduce((best, v) => (Number.isNaN(best) || better(objective, v, best) ? v : best), NaN)
}

/** Values from the better to the worse, NaN last; of equal ones the earlier first. */
export const byObjective =
  (objective: Objective) =>
  (a: number, b: number): number => {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    return better(objective, a, b) ? -1 : better(objective, b, a) ? 1 : 0
  }

/** Why a number is no fair measure of what one would have got: null where it is one. */
export const oracleNote = ({ at }: Objective): string | null =>
  at === 'best' ? 'the best measured step of each run, which one knows only afterwards: an oracle' : null
