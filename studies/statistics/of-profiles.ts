import type { GameRow, OptimizerRow } from '../plan/plan.ts'
import { axes, type Axis } from '../plan/cost-axes.ts'
import { sign } from './of-run.ts'
import type { RowRuns } from './row-runs.ts'
import { timesOn } from './of-times.ts'
import { profile, ratios, type Profile } from './profiles.ts'

export interface RowProfile {
  readonly optimizer: string
  readonly profile: Profile
}
export interface StudyProfiles {
  /** For each game, the share of a row's runs whose objective is at τ or better, τ as a loss: the objective, negated where more is better. */
  readonly scores: readonly { readonly game: string; readonly rows: readonly RowProfile[] }[]
  /**
   * By axis, over all games with a target together; null where no game has one. Problems are pairs of a game and a seed that every
   * optimizer of the study has run.
   */
  readonly times: Readonly<Record<Axis, TimeProfiles | null>>
}
export interface TimeProfiles {
  readonly problems: number
  /** The share of problems solved within τ of the game's horizon, τ from 0 to 1: does not depend on who else is in the study. */
  readonly shares: readonly RowProfile[]
  /** The share of problems solved within τ times the best time, τ ≥ 1: Dolan and Moré. */
  readonly ratios: readonly RowProfile[]
}
type Made = readonly { readonly game: GameRow; readonly rows: readonly RowRuns[] }[]

export const profilesOf = (made: Made, optimizers: readonly OptimizerRow[]): StudyProfiles => ({
  scores: made.map(({ game, rows }) => ({
    game: game.id,
    rows: rows.map(({ optimizer, runs }) => ({ optimizer, profile: profile(runs.map(r => sign(game) * r.value)) })),
  })),
  times: Object.fromEntries(axes.map(axis => [axis, timeProfiles(made, optimizers, axis)])) as Record<Axis, TimeProfiles | null>,
})

function timeProfiles(made: Made, optimizers: readonly OptimizerRow[], axis: Axis): TimeProfiles | null {
  const solved = made.flatMap(({ game, rows }) => {
    const times = timesOn(game, rows, axis)
    if (!times) return []
    const of = optimizers.map(o => times.rows.find(r => r.optimizer === o.id)?.runs ?? [])
    const seeds = (of[0] ?? []).map(r => r.seed).filter(seed => of.every(runs => runs.some(r => r.seed === seed)))
    return seeds.map(seed => {
      const at = of.map(runs => runs.find(r => r.seed === seed)!)
      return at.map(({ time, reached }) => ({
        time: reached ? time : Infinity,
        share: reached ? time / times.horizon : Infinity,
      }))
    })
  })
  if (solved.length === 0) return null
  const row = (losses: readonly number[], i: number): RowProfile => ({ optimizer: optimizers[i]!.id, profile: profile(losses) })
  return {
    problems: solved.length,
    shares: optimizers.map((_, i) =>
      row(
        solved.map(p => p[i]!.share),
        i,
      ),
    ),
    ratios: ratios(solved.map(p => p.map(t => t.time))).map(row),
  }
}
