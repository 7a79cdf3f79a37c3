/** Times to target of a game, and performance profiles over all of them. */
import { costEnds, shareEnds } from './axes.ts'
import { axisWords, overEnds, roomFor, short, whole } from './curve-figures.ts'
import { axisOf, costs, rowsOf, type Cell, type Gathered } from './gathered.ts'
import { profilesOf } from '../statistics/of-profiles.ts'
import { timesOn, type TimesOnGame } from '../statistics/of-times.ts'
import type { Column, Ends, Figure, Line, Over } from './figure.ts'

interface Steps {
  readonly x: Column
  readonly y: Column
  readonly censored: Column
}
/** From the axis' beginning on, as far as anything is known. */
function stepsOf({ curve: { times, reached, until }, runs }: TimesOnGame['rows'][number], from: number): Steps {
  const at = (time: number): number => reached[times.findLastIndex(t => t <= time)] ?? 0
  const ends = runs.filter(w => !w.reached).map(w => w.time)
  const all = [...new Set([from, ...times, ...ends, until])].filter(t => t >= from).sort((a, b) => a - b)
  return { x: all.map(short), y: all.map(at), censored: all.map(t => (ends.includes(t) ? 1 : null)) }
}

/** Share of runs that have reached the target, over cost: Kaplan and Meier's. Null where the game has no target, or no run has ended. */
export function targetFigure(id: string, cells: readonly Cell[], labels: readonly string[]): Figure | null {
  const { game } = cells[0]!
  const runs = cells.flatMap(c => c.done.map(d => d.run))
  if (game.target === null || runs.length === 0) return null
  const x = overEnds(runs, whole.width)
  const rows = rowsOf(cells)
  const there = costs.flatMap(cost => {
    const times = x[cost] ? timesOn(game, rows, axisOf(cost)) : null
    return times ? [{ cost, times, from: (x[cost]!.log ?? x[cost]!.linear!).domain[0] }] : []
  })
  if (there.length === 0) return null
  const lines = cells
    .filter(c => c.done.length > 0)
    .map((cell): Line => {
      const steps = there.map(({ cost, times, from }) => {
        const own = times.rows.find(r => r.optimizer === cell.row.id)!
        return [cost, stepsOf(own, from)] as const
      })
      const of = (name: keyof Steps): Partial<Record<Over, Column>> =>
        Object.fromEntries(steps.map(([cost, s]) => [cost, s[name]]))
      return { row: cell.index, kind: 'steps', x: of('x'), y: of('y'), censored: of('censored') }
    })
  return {
    id: `${id}-target`,
    title: 'share of runs that have reached the target',
    ...whole,
    height: 260,
    names: roomFor(labels),
    x: Object.fromEntries(there.map(({ cost }) => [cost, x[cost]])),
    y: shareEnds('share'),
    lines,
    levels: [],
  }
}

/**
 * Of all pairs of a game and a seed that every row has run, the share that a row solves within a factor τ of the least cost of any row: performance profiles
 * (Dolan and Moré 2002). Null where fewer than two rows, or no game has a target.
 */
export function profileFigure({ games, labels, results }: Gathered): Figure | null {
  if (labels.length < 2) return null
  const { times } = profilesOf(
    games.map(g => ({ game: g.game, rows: rowsOf(g.cells) })),
    results.plan.optimizers,
  )
  const profiles = costs.flatMap(cost => {
    const rows = times[axisOf(cost)]?.ratios.map(r => r.profile)
    if (!rows?.some(r => r.at.length > 0)) return []
    const most = Math.max(1, ...rows.flatMap(r => r.at.filter(Number.isFinite)))
    const over = cost === 'flops' ? 'FLOPs' : axisWords[cost]
    const ends = costEnds(`factor over the least ${over}`, [1, Math.max(most * 1.05, 2)], whole.width)
    return ends ? [{ cost, rows, ends }] : []
  })
  if (profiles.length === 0) return null
  const lines = labels.map((_, row): Line => {
    const steps = profiles.map(({ cost, rows, ends }) => {
      const { at, share } = rows[row]!
      // From a factor of 1, where it may be above 0 at once, to the right end.
      const first = at[0] === 1 ? [] : [[1, 0] as const]
      const points = [...first, ...at.map((v, i) => [v, share[i]!] as const), [ends.log!.domain[1], share.at(-1) ?? 0] as const]
      return [cost, points.map(p => short(p[0])), points.map(p => short(p[1]))] as const
    })
    return {
      row,
      kind: 'steps',
      x: Object.fromEntries(steps.map(([cost, x]) => [cost, x])),
      y: Object.fromEntries(steps.map(([cost, , y]) => [cost, y])),
    }
  })
  const x: Partial<Record<Over, Ends>> = Object.fromEntries(profiles.map(p => [p.cost, p.ends]))
  return {
    id: 'profiles',
    title: 'share of games and seeds solved within a factor of the least cost',
    ...whole,
    height: 300,
    names: roomFor(labels),
    x,
    y: shareEnds('share'),
    lines,
    levels: [],
  }
}
