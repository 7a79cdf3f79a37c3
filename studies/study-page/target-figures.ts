/** Times to target of a game, and performance profiles over all of them. */
import { costEnds, shareEnds } from './axes.ts'
import { axisWords, overEnds, roomFor, short, whole } from './curve-figures.ts'
import { broken, costOf, costs, lastOf, type Cell, type Cost, type Done, type Gathered } from './gathered.ts'
import { timesToTarget, type Waiting } from './numbers.ts'
import type { Column, Ends, Figure, Line, Over } from './plot.ts'

/** When a run reached the target. One that left its bounds never will: it stays at risk to the end, and is not taken as merely unseen. */
export const waitOf = ({ run, reached }: Done, cost: Cost): Waiting | null => {
  if (!reached && broken(run)) return { time: Infinity, reached: false }
  const time = costOf(reached ?? lastOf(run), cost)
  return time === null ? null : { time, reached: reached !== null }
}
export const waitsOf = (cell: Cell, cost: Cost): Waiting[] => cell.done.flatMap(d => waitOf(d, cost) ?? [])

interface Steps {
  readonly x: Column
  readonly y: Column
  readonly censored: Column
}
function stepsOf(cell: Cell, cost: Cost, from: number, to: number): Steps {
  const curve = timesToTarget(waitsOf(cell, cost)).filter(c => Number.isFinite(c.time))
  const last = curve.at(-1)
  // A line from the axis' beginning, and on to its end where nothing is left to happen.
  const first = { time: from, share: 0, censored: false }
  const end = last && last.share < 1 && !last.censored ? [{ ...last, time: to, censored: false }] : []
  const all = [first, ...curve.filter(c => c.time > from || c.share > 0), ...end]
  return { x: all.map(c => short(c.time)), y: all.map(c => c.share), censored: all.map(c => (c.censored ? 1 : null)) }
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
        const [from, to] = (x[cost]!.log ?? x[cost]!.linear!).domain
        return [cost, stepsOf(cell, cost, from, to)] as const
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
    const ratios = labels.map((): number[] => [])
    let problems = 0
    for (const { cells } of aimed)
      for (const seed of new Set(cells.flatMap(c => c.done.map(d => d.seed)))) {
        problems++
        const times = cells.map(c => {
          const done = c.done.find(d => d.seed === seed)
          return (done?.reached ? costOf(done.reached, cost) : null) ?? Infinity
        })
        const least = Math.min(...times)
        // A target met at the start costs nothing, for whoever met it.
        times.forEach((t, i) => Number.isFinite(t) && ratios[i]!.push(t === least ? 1 : least > 0 ? t / least : Infinity))
      }
    const most = Math.max(1, ...ratios.flat().filter(Number.isFinite))
    const ends = costEnds(
      `factor over the least ${cost === 'flops' ? 'FLOPs' : axisWords[cost]}`,
      [1, Math.max(most * 1.05, 2)],
      whole.width,
    )
    return ratios.some(r => r.length > 0) && ends ? [{ cost, ratios, problems, ends }] : []
  })
  if (profiles.length === 0) return null
  const lines = labels.map((_, row): Line => {
    const steps = profiles.map(({ cost, ratios, problems, ends }) => {
      const sorted = ratios[row]!.filter(Number.isFinite).sort((a, b) => a - b)
      const x = [1, ...sorted, (ends.log ?? ends.linear!).domain[1]]
      const met = sorted.filter(r => r === 1).length
      const shares = [met, ...sorted.map((_, i) => Math.max(met, i + 1)), sorted.length].map(n => n / problems)
      return [cost, x.map(short), shares.map(short)] as const
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
