/** How long a study will take: a few steps of every pair are made and measured, for a few seconds in all. */
import { engineOf } from '../../core/execute.ts'
import type { Lab } from '../../core/lab.ts'
import { pairName, type Plan, type PlannedRun, type RunSpec } from './plan.ts'
import { scheduleOf } from './schedule.ts'
import { seedCount } from './seed-list.ts'

/** What a step and a measurement of a pair cost. */
export interface Cost {
  readonly secondsPerStep: number
  readonly secondsPerMeasurement: number
  /** Null where they are not known. */
  readonly flopsPerStep: number | null
  readonly gradientsPerStep: number
  /** Steps after which it ended of itself while it was looked at, as solvers do. */
  readonly ended?: number
}
export interface Estimate {
  /** Of one run after another. A run that converges or diverges early takes less. */
  readonly seconds: number
  readonly flops: number | null
  readonly runs: number
  /** Pairs that were measured, of those there are; the others are taken for the mean of these. */
  readonly measured: number
  readonly pairs: number
}
/** Longest time that steps of one pair are measured. */
const each = 0.15

async function costOf(lab: Lab, spec: RunSpec): Promise<Cost> {
  const { game, optimizer, players, metrics, seeds } = spec
  const assembled = lab.assemble({ game, optimizer, players, metrics, seed: seeds.init, seeds })
  const { engine } = await engineOf(assembled, spec.execution)
  try {
    let { state } = await engine.advance(await engine.init(), 0, 1)
    let [steps, seconds, gradients, n] = [0, 0, 0, 1]
    let flops: number | null = 0
    while (seconds < each && !engine.done(state) && steps < 10_000) {
      const begun = performance.now()
      const made = await engine.advance(state, 1 + steps, n)
      seconds += (performance.now() - begun) / 1000
      flops = made.flops === null || flops === null ? null : flops + made.flops
      gradients += made.counts.gradients
      steps += n
      n *= 2
      state = made.state
    }
    const seen = {
      step: steps,
      answer: await engine.answer(state),
      key: assembled.key.fold('evaluation'),
      evaluate: engine.evaluate,
    }
    let measuring = 0
    // The first time compiles the programs of the metrics.
    for (let i = 0; i < 2 && assembled.needs === 'field'; i++) {
      const begun = performance.now()
      for (const { metric } of assembled.metrics) await metric.measure({ ...seen, others: {} })
      measuring = (performance.now() - begun) / 1000
    }
    const made = Math.max(1, steps)
    return {
      secondsPerStep: seconds / made,
      secondsPerMeasurement: measuring,
      flopsPerStep: flops === null || steps === 0 ? null : flops / made,
      gradientsPerStep: gradients / made,
      ...(engine.done(state) ? { ended: 1 + steps } : {}),
    }
  } finally {
    engine.dispose()
  }
}

/** Steps that the budget of a run pays for; its seconds are the run's where those come first. */
export function lengthOf(
  { budget, measured }: Pick<RunSpec, 'budget' | 'measured'>,
  cost: Cost,
): { steps: number; seconds: number; flops: number | null } {
  const paid = (amount: number | undefined, each: number | null): number =>
    amount === undefined || each === null || each === 0 ? Infinity : Math.ceil(amount / each)
  const steps = Math.max(
    1,
    Math.min(
      cost.ended ?? Infinity,
      budget.steps ?? Infinity,
      paid(budget.flops, cost.flopsPerStep),
      paid(budget.gradients, cost.gradientsPerStep),
      paid(budget.seconds, cost.secondsPerStep),
    ),
  )
  const finite = Number.isFinite(steps) ? steps : 0
  const next = scheduleOf(measured)
  let marks = 1
  for (let k = 0; k < finite && marks < 10_000; k = next(k)) marks++
  return {
    steps: finite,
    seconds: finite * cost.secondsPerStep + marks * cost.secondsPerMeasurement,
    flops: cost.flopsPerStep === null ? null : finite * cost.flopsPerStep,
  }
}

/** All runs of a plan: trials, evaluations, and those of what tuning will choose. */
export function allRuns(plan: Plan): readonly PlannedRun[] {
  const trials = new Map(plan.runs.flatMap(run => (run.purpose.kind === 'tuning' ? [[pairName(run), run] as const] : [])))
  const later = [...trials.values()].flatMap(run => evaluationsLike(plan, run))
  return [...plan.runs, ...later]
}
/** The evaluations of a tuned pair, as many and as long as they will be, by the options of a trial. */
function evaluationsLike({ study, games }: Plan, run: PlannedRun): readonly PlannedRun[] {
  const { budget } = games.find(g => g.id === run.game)!
  return Array.from({ length: seedCount(study) }, (_, seed) => ({
    ...run,
    spec: { ...run.spec, budget },
    purpose: { kind: 'evaluation', seed },
  }))
}

/** An estimate that takes about `most` seconds, and at least one pair. */
export async function estimate(plan: Plan, lab: Lab, most = 3): Promise<Estimate> {
  const runs = allRuns(plan)
  const firsts = new Map<string, PlannedRun>()
  for (const run of runs) if (!firsts.has(pairName(run))) firsts.set(pairName(run), run)
  const costs = new Map<string, Cost>()
  const begun = performance.now()
  for (const [pair, run] of firsts) {
    if (costs.size > 0 && (performance.now() - begun) / 1000 > most) break
    try {
      costs.set(pair, await costOf(lab, run.spec))
    } catch {
      // What a step throws is told by the run itself: an estimate goes on without it.
    }
  }
  const known = runs.flatMap(run => {
    const cost = costs.get(pairName(run))
    return cost ? [lengthOf(run.spec, cost)] : []
  })
  const scale = known.length === 0 ? NaN : runs.length / known.length
  const flops = known.some(k => k.flops === null) ? null : known.reduce((s, k) => s + k.flops!, 0) * scale
  return {
    seconds: known.reduce((s, k) => s + k.seconds, 0) * scale,
    flops,
    runs: runs.length,
    measured: costs.size,
    pairs: firsts.size,
  }
}
