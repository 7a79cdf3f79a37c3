import type { GameRow } from '../plan/plan.ts'
import type { Axis } from '../plan/cost-axes.ts'
import { kaplanMeier, medianTime, restrictedMean, type ReachedCurve } from './kaplan-meier.ts'
import { logRank, type LogRank } from './log-rank.ts'
import { holm } from './holm.ts'
import { offered, type Offer } from './offer.ts'
import { lossCurve, sign } from './of-run.ts'
import type { RowRuns } from './row-runs.ts'
import { timeToTarget, type Timed } from './time-to-target.ts'

/** `stays` where the objective is read at the end, `touches` where it is the best so far. */
type TargetRule = Parameters<typeof timeToTarget>[2]
export const ruleOf = ({ objective }: GameRow): TargetRule => (objective.at === 'best' ? 'touches' : 'stays')

/** Times to a game's target on one axis. */
export interface TimesOnGame {
  readonly rule: TargetRule
  /** The budget on this axis, or what the longest run spent where that is more. */
  readonly horizon: number
  /** Restricted means are to here: the smallest over rows of the largest time, so that every row's curve is known. */
  readonly restrictedTo: number
  readonly rows: readonly {
    readonly optimizer: string
    /** In the order of the row's runs. */
    readonly runs: readonly (Timed & { readonly seed: number })[]
    readonly curve: ReachedCurve
    /** Null where fewer than half reach it. */
    readonly median: number | null
    readonly restrictedMean: number
  }[]
}
/**
 * Whether two rows reach a target alike; a positive statistic says that first is sooner. p is of this pair alone, `adjusted` by Holm for all
 * pairs of the game and axis that were tested.
 */
export interface LogRankOfPair {
  readonly first: string
  readonly second: string
  readonly test: Offer<LogRank & { readonly adjusted: number }>
}

/** Null where the game has no target, no run is done, or a run has no cost on this axis. Rows without a run are left out. */
export function timesOn(game: GameRow, rows: readonly RowRuns[], axis: Axis): TimesOnGame | null {
  const { target, budget } = game
  const some = rows.filter(r => r.runs.length > 0)
  const curves = some.map(row => row.runs.map(({ run }) => lossCurve(game, run, axis)))
  const known = curves.flatMap(row => row.flatMap(curve => curve ?? []))
  if (target === null || some.length === 0 || known.length < curves.flat().length) return null
  const rule = ruleOf(game)
  const horizon = Math.max(budget[axis] ?? 0, ...known.map(c => c.costs.at(-1) ?? 0))
  const timed = some.map((row, r) => {
    const runs = row.runs.map(({ seed }, i) => ({
      seed,
      ...timeToTarget(curves[r]![i]!, sign(game) * target, rule, horizon),
    }))
    const curve = kaplanMeier(runs)
    return { optimizer: row.optimizer, runs, curve, median: medianTime(curve) }
  })
  // Where every run has reached the target, the curve is known to be 1 from there on.
  const limits = timed.map(({ runs, curve }) => (runs.every(r => r.reached) ? horizon : curve.until))
  const restrictedTo = Math.min(...limits)
  return {
    rule,
    horizon,
    restrictedTo,
    rows: timed.map(row => ({ ...row, restrictedMean: restrictedMean(row.curve, restrictedTo) })),
  }
}

/** Of all pairs of rows; apart from the times, which a page shows without them. */
export function logRanks({ rows }: TimesOnGame): LogRankOfPair[] {
  const all = rows.flatMap((a, i) =>
    rows.slice(i + 1).map(b => ({ first: a.optimizer, second: b.optimizer, test: logRank(a.runs, b.runs) })),
  )
  const adjusted = holm(all.flatMap(({ test }) => (test.value ? [test.value.p] : [])))
  let at = 0
  return all.map(({ test, ...pair }) => ({
    ...pair,
    test: test.value ? offered({ ...test.value, adjusted: adjusted[at++]! }) : test,
  }))
}
