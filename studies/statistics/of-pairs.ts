import type { GameRow, OptimizerRow } from '../plan/plan.ts'
import { holm } from './holm.ts'
import { improvement, improvementInterval, type PairedLosses } from './improvement.ts'
import { intervals, type Intervals } from './intervals.ts'
import { fewestGames, offered, withheld, type Interval, type Offer } from './offer.ts'
import { sign } from './of-run.ts'
import type { RowRuns, RunValue } from './row-runs.ts'
import { pairing, type Pairing } from './pairing.ts'
import { summary, type Summary } from './summary.ts'
import { wilcoxon, type SignedRank } from './wilcoxon.ts'

/** Two optimizers by their rows' ids. */
interface Pair {
  readonly first: string
  readonly second: string
}
/** Over the seeds that both have; `difference` is first − second, 0 where both are without a number. */
export interface PairOnGame extends Pair {
  /** Seeds that both have. */
  readonly n: number
  readonly pairing: Pairing
  /** Null where they share no seed. */
  readonly difference: { readonly summary: Summary; readonly intervals: Intervals } | null
  /** The chance that a run of first is better than one of second, ties half; null where they share no seed. */
  readonly improvement: Improvement | null
}
export interface Improvement {
  readonly probability: number
  readonly interval: Offer<Interval>
}
export interface AcrossGames extends Pair {
  /** Games on which both have a run of the same seed. */
  readonly games: readonly string[]
  /** Averaged over those games; null where there is none. */
  readonly improvement: Improvement | null
  /** Signed ranks of (probability of improvement − ½) over games; `adjusted` by Holm over all pairs for which the test is offered. */
  readonly test: Offer<SignedRank & { readonly adjusted: number }>
}

const pairs = <T>(rows: readonly T[]): [T, T][] => rows.flatMap((a, i) => rows.slice(i + 1).map((b): [T, T] => [a, b]))

type Runs = readonly RunValue[]
/** Values of the seeds that both rows have. */
const shared = (a: Runs, b: Runs): { readonly x: number[]; readonly y: number[] } => {
  const both = a.flatMap(p => b.flatMap(q => (p.seed === q.seed ? [[p.value, q.value] as const] : [])))
  return { x: both.map(v => v[0]), y: both.map(v => v[1]) }
}
const losses = (game: GameRow, { x, y }: PairedLosses): PairedLosses => ({
  x: x.map(v => sign(game) * v),
  y: y.map(v => sign(game) * v),
})
/** Of the seeds that both rows have. */
export const sharedLosses = (game: GameRow, a: Runs, b: Runs): PairedLosses => losses(game, shared(a, b))
const improvementOf = (games: readonly PairedLosses[]): Improvement => ({
  probability: improvement(games),
  interval: improvementInterval(games),
})

export const pairsOn = (game: GameRow, rows: readonly RowRuns[]): PairOnGame[] =>
  pairs(rows).map(([a, b]) => {
    const { x, y } = shared(a.runs, b.runs)
    const differences = x.map((v, i) => (v === y[i] ? 0 : v - y[i]!))
    const n = x.length
    return {
      first: a.optimizer,
      second: b.optimizer,
      n,
      pairing: pairing(x, y),
      difference: n > 0 ? { summary: summary(differences), intervals: intervals(differences) } : null,
      improvement: n > 0 ? improvementOf([losses(game, { x, y })]) : null,
    }
  })

/** Pairs over all games on which both have runs. */
export function acrossGames(
  made: readonly { readonly game: GameRow; readonly rows: readonly RowRuns[] }[],
  optimizers: readonly OptimizerRow[],
): AcrossGames[] {
  const found = pairs(optimizers.map(o => o.id)).map(([first, second]) => {
    const games = made.flatMap(({ game, rows }) => {
      const [a, b] = [rows.find(r => r.optimizer === first), rows.find(r => r.optimizer === second)]
      const both = a && b ? sharedLosses(game, a.runs, b.runs) : { x: [], y: [] }
      return both.x.length > 0 ? [{ id: game.id, both }] : []
    })
    const test = games.length < fewestGames ? null : wilcoxon(games.map(g => improvement([g.both]) - 0.5))
    return { first, second, games, test }
  })
  const adjusted = holm(found.flatMap(f => (f.test ? [f.test.p] : [])))
  let at = 0
  return found.map(({ first, second, games, test }) => ({
    first,
    second,
    games: games.map(g => g.id),
    improvement: games.length > 0 ? improvementOf(games.map(g => g.both)) : null,
    test: test
      ? offered({ ...test, adjusted: adjusted[at++]! })
      : withheld(`a test across games needs at least ${fewestGames} games that both have, here are ${games.length}`),
  }))
}
