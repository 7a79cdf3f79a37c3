/** Curves of a game's numbers over cost: every run where there are few, their median and its interval where there are ten or more. */
import { thinned } from '../report/thinned.ts'
import type { Verdict } from '../../core/spectrum/analysis.ts'
import { drawable, measuredNames, panelsOf } from '../run-page/panels.ts'
import { predictedLine } from '../run-page/predicted.ts'
import type { DoneRun, Mark } from '../store/stored-run.ts'
import { costEnds, valueEnds } from './axes.ts'
import { broken, costOf, costs, lastOf, median, type Cell, type Cost } from './gathered.ts'
import { fewestSeeds } from '../statistics/offer.ts'
import { worst } from '../statistics/of-run.ts'
import { medianInterval } from '../statistics/median-interval.ts'
import type { Column, Ends, Figure, Line, Over } from './figure.ts'

/** What is known of a pair before it is run. */
export interface Predicted {
  readonly game: string
  readonly optimizer: string
  readonly verdict: Verdict
}
export const axisWords: Readonly<Record<Cost, string>> = {
  flops: 'floating-point operations',
  gradients: 'gradients',
  seconds: 'seconds inside steps',
  step: 'steps',
}

/** Four digits are more than can be seen. */
export const short = (v: number | null | undefined): number | null =>
  v === null || v === undefined || !Number.isFinite(v) ? null : Number(v.toPrecision(4))
const shortened = (column: Column): Column => column.map(short)

/** Of a page, all curves together: points beyond are left out where they change no pixel of that many columns. */
const mostPoints = 150_000
const columnsFor = (lines: number): number => Math.max(12, Math.min(200, Math.floor(mostPoints / (8 * Math.max(1, lines)))))

/** Marks that make the same picture on a linear and on a logarithmic axis. */
function chosen(marks: readonly Mark[], metric: string, columns: number): Mark[] {
  const points = marks.map((m, i) => ({ x: m.step, y: m.metrics[metric] ?? NaN, i }))
  if (points.length <= 4 * columns) return [...marks]
  const kept = new Set([Math.log1p, (v: number): number => v].flatMap(along => thinned(points, columns, along).map(p => p.i)))
  return marks.filter((_, i) => kept.has(i))
}
const overOf = (marks: readonly Mark[]): Partial<Record<Over, Column>> =>
  Object.fromEntries(costs.map(cost => [cost, marks.map(m => short(costOf(m, cost)))]))

const lineOf = (cell: Cell, run: DoneRun, metric: string, columns: number, thin: boolean): Line => {
  const marks = chosen(
    run.marks.filter(m => m.metrics[metric] !== undefined),
    metric,
    columns,
  )
  return {
    row: cell.index,
    kind: 'line',
    x: overOf(marks),
    y: shortened(marks.map(m => m.metrics[metric]!)),
    ...(broken(run) ? { broken: true } : {}),
    ...(thin ? { thin: true } : {}),
  }
}

/** For each of ascending steps the last mark that does not come after it. */
function lastMarks(marks: readonly Mark[], steps: readonly number[]): (Mark | undefined)[] {
  let next = 0
  return steps.map(step => {
    while (next < marks.length && marks[next]!.step <= step) next++
    return marks[next - 1]
  })
}

/**
 * The median of a row's runs with its interval: at a step, of what was last measured up to there, infinite on the worse side once a run
 * has left its bounds. A step's cost is the median's too.
 */
function middle(cell: Cell, metric: string, columns: number): Line[] {
  const runs = cell.done.map(d => d.run)
  const worse = metric === cell.game.objective.metric ? worst(cell.game) : Infinity
  const end = Math.max(...runs.map(r => lastOf(r).step))
  const longest = runs.find(r => lastOf(r).step === end)!
  const steps = chosen(longest.marks, metric, columns).map(m => m.step)
  const ways = runs.map(r => ({
    last: lastOf(r).step,
    left: broken(r),
    measured: lastMarks(
      r.marks.filter(m => m.metrics[metric] !== undefined),
      steps,
    ),
    spent: lastMarks(r.marks, steps),
  }))
  const rows = steps.map((step, k) => {
    const values = ways
      .map(w => (w.left && step > w.last ? worse : (w.measured[k]?.metrics[metric] ?? NaN)))
      .filter(v => !Number.isNaN(v))
    const under = ways.filter(w => w.last >= step).map(w => w.spent[k]!)
    const at = (cost: Cost): number | null => {
      const all = under.map(m => costOf(m, cost))
      return all.every(v => v !== null) ? median(all) : null
    }
    return { x: Object.fromEntries(costs.map(c => [c, short(at(c))])), y: median(values), band: medianInterval(values).value }
  })
  const upTo = rows.findLastIndex(r => Number.isFinite(r.y)) + 1
  if (upTo === 0) return []
  const some = rows.slice(0, upTo)
  // A limit that is infinite is drawn at the axis' end.
  const huge = (v: number | undefined): number | null => (v === Infinity ? 1e300 : v === -Infinity ? -1e300 : short(v))
  return [
    {
      row: cell.index,
      kind: 'line',
      x: Object.fromEntries(costs.map(c => [c, some.map(r => r.x[c] ?? null)])),
      y: some.map(r => short(r.y)),
      low: some.map(r => huge(r.band?.low)),
      high: some.map(r => huge(r.band?.high)),
      ...(upTo < rows.length ? { broken: true } : {}),
    },
  ]
}

/** Pixels of a figure at which its texts have their size. */
export const whole = { width: 912, height: 360 } as const
export const half = { width: 440, height: 250 } as const

/** Axes of what these runs have counted: costs never fall, so that a run's first and last say enough. */
export function overEnds(runs: readonly DoneRun[], width: number): Partial<Record<Over, Ends>> {
  const ends = costs.flatMap(cost => {
    const spent = runs.flatMap(({ marks }) => [marks.find(m => (costOf(m, cost) ?? 0) > 0), marks.at(-1)])
    const made = costEnds(
      axisWords[cost],
      spent.flatMap(m => (m ? (costOf(m, cost) ?? []) : [])),
      width,
    )
    return made ? [[cost, made] as const] : []
  })
  return Object.fromEntries(ends)
}

/** Of a run's drawable values the least, the largest and the least that is positive. */
function spanOf({ marks }: DoneRun, metric: string): number[] {
  let [low, high, least] = [Infinity, -Infinity, Infinity]
  for (const m of marks) {
    const v = m.metrics[metric]
    if (v === undefined || !drawable(v)) continue
    if (v < low) low = v
    if (v > high) high = v
    if (v > 0 && v < least) least = v
  }
  return [low, high, least].filter(Number.isFinite)
}

/** How much room names need to the right. */
export const roomFor = (labels: readonly string[]): number =>
  labels.length > 20 ? 0 : Math.min(210, 24 + 6.4 * Math.max(...labels.map(l => l.length)))

/** A figure a number of a game, its objective first. */
export function curveFigures(
  id: string,
  cells: readonly Cell[],
  labels: readonly string[],
  predicted: readonly Predicted[],
): Figure[] {
  const runs = cells.flatMap(c => c.done.map(d => d.run))
  if (runs.length === 0) return []
  const { game } = cells[0]!
  const objective = game.objective.metric
  const players = [...new Set(runs.flatMap(r => Object.keys(r.spec.players)))]
  // One run of each row tells what is measured: a thousand runs measure the same.
  const names = [...new Set(cells.flatMap(c => c.done.slice(0, 1).flatMap(d => measuredNames(d.run.marks))))]
  const series = panelsOf(names, players).flatMap(panel => {
    const references = panel.series.filter(s => s.reference)
    return panel.series.filter(s => !s.reference).map(s => ({ metric: s.metric, references }))
  })
  series.sort((a, b) => Number(b.metric === objective) - Number(a.metric === objective))
  const columns = columnsFor(runs.length * series.length)
  return series.flatMap(({ metric, references }): Figure[] => {
    const size = metric === objective ? whole : half
    const lines = cells.flatMap(cell => {
      if (cell.done.length === 0) return []
      if (cell.done.length >= fewestSeeds) return middle(cell, metric, columns)
      return cell.done.map(d => lineOf(cell, d.run, metric, columns, cell.done.length > 1))
    })
    const dashed = predicted
      .filter(p => p.game === game.id)
      .flatMap(({ optimizer, verdict }): Line[] => {
        const cell = cells.find(c => c.row.id === optimizer)
        const points = cell?.done[0] ? predictedLine(cell.done[0].run.marks, metric, verdict) : null
        if (!points) return []
        return [{ row: cell!.index, kind: 'dashed', x: overOf(points.map(p => p.mark)), y: shortened(points.map(p => p.y)) }]
      })
    const spans = (some: readonly DoneRun[]): number[] => some.flatMap(r => spanOf(r, metric))
    const y = valueEnds(metric, spans(runs.filter(r => !broken(r))), spans(runs.filter(broken)), size.height)
    const x = overEnds(runs, size.width)
    if (!y || Object.keys(x).length === 0) return []
    const levels = references.map(s => ({
      y: median(runs.map(r => lastOf(r).metrics[s.metric] ?? NaN).filter(Number.isFinite)),
      label: s.label,
    }))
    if (metric === objective && game.target !== null) levels.push({ y: game.target, label: 'target' })
    return [
      {
        id: `${id}-${metric}`,
        title: metric,
        ...size,
        names: metric === objective ? roomFor(labels) : 0,
        x,
        y,
        lines: [...lines, ...dashed],
        levels: levels.filter(l => Number.isFinite(l.y)),
      },
    ]
  })
}
