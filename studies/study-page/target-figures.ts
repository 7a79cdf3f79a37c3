/** Times to target of a game, and performance profiles over all of them. */
import { costEnds, shareEnds } from './axes.ts'
import { axisWords, overEnds, roomFor, short, whole } from './curve-figures.ts'
import { costOf, costs, endOf, lastOf, type Cell, type Cost, type Gathered } from './gathered.ts'
import { kaplanMeier } from '../statistics/kaplan-meier.ts'
import { profile, ratios } from '../statistics/profiles.ts'
import type { Timed } from '../statistics/time-to-target.ts'
import type { Column, Ends, Figure, Line, Over } from './plot.ts'

/** The largest cost of any run: one that cannot reach any more is at risk until then. */
const horizonOf = (cells: readonly Cell[], cost: Cost): number =>
  Math.max(0, ...cells.flatMap(c => c.done.map(d => costOf(lastOf(d.run), cost) ?? 0)))

/** When each run reached the target, or until when it had not, as `timeToTarget` has it. Runs whose cost is not counted are left out. */
export function waitsOf(cell: Cell, cost: Cost, among: readonly Cell[]): Timed[] {
  const horizon = horizonOf(among, cost)
  return cell.done.flatMap(({ run, reached }) => {
    const time = reached || endOf(run) === 'cut' ? costOf(reached ?? lastOf(run), cost) : horizon
    return time === null ? [] : [{ time, reached: reached !== null }]
  })
}

interface Steps {
  readonly x: Column
  readonly y: Column
  readonly censored: Column
}
/** From the axis' beginning on, as far as anything is known. */
function stepsOf(waits: readonly Timed[], from: number): Steps {
  const { times, reached, until } = kaplanMeier(waits)
  const at = (time: number): number => reached[times.findLastIndex(t => t <= time)] ?? 0
  const ends = waits.filter(w => !w.reached).map(w => w.time)
  const all = [...new Set([from, ...times, ...ends, until])].filter(t => t >= from).sort((a, b) => a - b)
  return { x: all.map(short), y: all.map(at), censored: all.map(t => (ends.includes(t) ? 1 : null)) }
}

/** Share of runs that have reached the target, over cost: Kaplan and Meier's. Null where the game has no target, or no run has ended. */
export function targetFigure(id: string, cells: readonly Cell[], labels: readonly string[]): Figure | null {
  const { game } = cells[0]!
  const runs = cells.flatMap(c => c.done.map(d => d.run))
  if (game.target === null || runs.length === 0) return null
  const x = overEnds(runs, whole.width)
  const there = costs.filter(c => x[c])
  if (there.length === 0) return null
  const lines = cells
    .filter(c => c.done.length > 0)
    .map((cell): Line => {
      const steps = there.map(cost => {
        const [from] = (x[cost]!.log ?? x[cost]!.linear!).domain
        return [cost, stepsOf(waitsOf(cell, cost, cells), from)] as const
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
    x,
    y: shareEnds('share'),
    lines,
    levels: [],
  }
}

/**
 * Of all pairs of a game and a seed, the share that a row solves within a factor τ of the least cost of any row: performance profiles
 * (Dolan and Moré 2002). Null where fewer than two rows, or no game has a target.
 */
export function profileFigure({ games, labels }: Gathered): Figure | null {
  const aimed = games.filter(g => g.game.target !== null && g.cells.some(c => c.done.length > 0))
  if (aimed.length === 0 || labels.length < 2) return null
  const profiles = costs.flatMap(cost => {
    const times = aimed.flatMap(({ cells }) =>
      [...new Set(cells.flatMap(c => c.done.map(d => d.seed)))].map(seed =>
        cells.map(c => {
          const reached = c.done.find(d => d.seed === seed)?.reached
          return (reached && costOf(reached, cost)) ?? Infinity
        }),
      ),
    )
    const rows = ratios(times).map(profile)
    const most = Math.max(1, ...rows.flatMap(r => r.at.filter(Number.isFinite)))
    const over = cost === 'flops' ? 'FLOPs' : axisWords[cost]
    const ends = costEnds(`factor over the least ${over}`, [1, Math.max(most * 1.05, 2)], whole.width)
    return rows.some(r => r.at.length > 0) && ends ? [{ cost, rows, ends }] : []
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
