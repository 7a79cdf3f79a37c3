/** What tuning chooses for a pair: the best trial, whether it is at an edge, and what all trials have cost. */
import type { Plan, PlannedRun } from '../plan/plan.ts'
import type { Choice, DoneRun, StoredRun } from '../store/stored-run.ts'
import { atEdge, trialOptions, type Options } from './draw.ts'
import { byObjective, objectiveOf } from './objective.ts'

/** A run of a trial, and what came out. */
export interface TrialRun {
  readonly planned: PlannedRun
  readonly stored: StoredRun
}

/**
 * The choice of a pair, from the runs of its trials, which have all ended: the best mean objective over the tuning seeds, of equal ones
 * the earlier trial. A trial of which a run diverged, or could not be made, is worst; where all are, the first one is chosen, and its
 * evaluations show it.
 */
export function choose(
  plan: Plan,
  { game, optimizer }: { readonly game: string; readonly optimizer: string },
  runs: readonly TrialRun[],
): Choice {
  const row = plan.optimizers.find(o => o.id === optimizer)!
  const { objective } = plan.games.find(g => g.id === game)!
  const byTrial: TrialRun[][] = []
  for (const run of runs) if (run.planned.purpose.kind === 'tuning') (byTrial[run.planned.purpose.trial] ??= []).push(run)
  const valueOf = ({ stored }: TrialRun): number => (stored.state === 'done' ? objectiveOf(stored, objective) : NaN)
  const trials = byTrial.map((trial, j) => ({
    options: trialOptions(plan.study.tuning!, plan.study.id, row, j),
    objective: trial.reduce((sum, run) => sum + valueOf(run), 0) / trial.length,
    keys: trial.map(t => t.planned.key),
  }))
  const order = byObjective(objective)
  const best = trials.reduce((a, b) => (order(b.objective, a.objective) < 0 ? b : a))
  const done = runs.flatMap(({ stored }) => (stored.state === 'done' ? [stored] : []))
  return { game, optimizer, options: best.options, trials, atEdge: edgesOf(row.tune, best.options), cost: costOf(done) }
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
