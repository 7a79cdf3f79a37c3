/** What tuning chooses for a pair: the best trial, whether it is at an edge, and what all trials have cost. */
import type { Plan, PlannedRun } from '../plan/plan.ts'
import type { Choice, DoneRun, StoredRun } from '../store/stored-run.ts'
import { atEdge, trialOptions, type Options } from './draw.ts'
import { byObjective, objectiveOf } from './objective.ts'

/** Runs of a pair's trials, one list a trial. */
function trialsOf(plan: Plan, game: string, optimizer: string): readonly (readonly PlannedRun[])[] {
  const trials: PlannedRun[][] = []
  for (const run of plan.runs) {
    const { purpose } = run
    if (run.game === game && run.optimizer === optimizer && purpose.kind === 'tuning') (trials[purpose.trial] ??= []).push(run)
  }
  return trials
}
/** Pairs that are tuned. */
export function tunedPairs(plan: Plan): readonly { readonly game: string; readonly optimizer: string }[] {
  const rows = plan.optimizers.filter(o => Object.keys(o.tune).length > 0)
  const refused = (game: string, optimizer: string): boolean =>
    plan.refused.some(r => r.game === game && r.optimizer === optimizer)
  return plan.games.flatMap(g => rows.flatMap(o => (refused(g.id, o.id) ? [] : [{ game: g.id, optimizer: o.id }])))
}

/**
 * The choice of a pair, from what is stored of its trials: the best mean objective over the tuning seeds, of equal ones the earlier
 * trial. A trial of which a run diverged is worst; where all are, the first one is chosen, and its evaluations show it. Null while a
 * run has not ended, or could not be made: a fault of the machine chooses nothing.
 */
export function choiceOf(plan: Plan, game: string, optimizer: string, stored: (key: string) => StoredRun | null): Choice | null {
  const row = plan.optimizers.find(o => o.id === optimizer)!
  const { objective } = plan.games.find(g => g.id === game)!
  const planned = trialsOf(plan, game, optimizer)
  const done = planned.map(trial => trial.map(({ key }) => stored(key)).filter(run => run?.state === 'done'))
  if (planned.length === 0 || planned.some((trial, j) => done[j]!.length < trial.length)) return null
  const trials = planned.map((trial, j) => ({
    options: trialOptions(plan.study.tuning!, plan.study.id, row, j),
    objective: done[j]!.reduce((sum, run) => sum + objectiveOf(run, objective), 0) / trial.length,
    keys: trial.map(t => t.key),
  }))
  const order = byObjective(objective)
  const best = trials.reduce((a, b) => (order(b.objective, a.objective) < 0 ? b : a))
  return { game, optimizer, options: best.options, trials, atEdge: edgesOf(row.tune, best.options), cost: costOf(done.flat()) }
}

const edgesOf = (tune: Plan['optimizers'][number]['tune'], options: Options): readonly string[] =>
  Object.entries(tune).flatMap(([name, range]) => (atEdge(range, options[name]!) ? [name] : []))

/** What runs have spent together. */
function costOf(runs: readonly DoneRun[]): Choice['cost'] {
  const last = runs.map(r => r.marks.at(-1)!)
  const sum = (of: (mark: DoneRun['marks'][number]) => number): number => last.reduce((s, mark) => s + of(mark), 0)
  return {
    flops: last.some(m => m.flops === null) ? null : sum(m => m.flops!),
    gradients: sum(m => m.gradients),
    seconds: sum(m => m.seconds),
  }
}
