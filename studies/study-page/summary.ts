/** Of a game and an optimizer what a table says: the objective with its spread, whether it is best beyond chance, how runs ended, what they cost. */
import { broken, lastOf, median, rowsOf, type Cell } from './gathered.ts'
import { fewestSeeds } from '../statistics/offer.ts'
import { holm } from '../statistics/holm.ts'
import { sharedLosses } from '../statistics/of-pairs.ts'
import { spentBy, valueAt } from '../statistics/at-cost.ts'
import type { Axis } from '../plan/cost-axes.ts'
import { sign } from '../statistics/of-run.ts'
import type { EqualCost, StudyFile } from '../plan/study-file.ts'
import { timesOn } from '../statistics/of-times.ts'
import { medianInterval } from '../statistics/median-interval.ts'
import { signTest } from '../statistics/sign-test.ts'
import { ascending, interquartileMean } from '../statistics/summary.ts'

/** What is counted beside the axes of cost. */
export const ledger = ['flops', 'gradients', 'jacobians', 'prox', 'solves', 'samples', 'seconds'] as const
export type Count = (typeof ledger)[number]

export interface Summary {
  readonly cell: Cell
  /** Median over seeds; infinite where most runs left their bounds, NaN where none has ended. */
  readonly objective: number
  /** Without the lowest and the highest quarter. */
  readonly interquartileMean: number
  /** A 95 % interval of the median from ten seeds on; the least and the largest of fewer, which claims nothing. */
  readonly spread: { readonly kind: 'interval' | 'range'; readonly low: number; readonly high: number } | null
  /** Better than every other row of the game beyond chance. */
  readonly best: boolean
  readonly reached: number
  /** Median FLOPs to the target; infinite where not half of the runs reach it, null where there is no target or FLOPs are not counted. */
  readonly toTarget: number | null
  /** Medians over runs, at their ends. */
  readonly spent: Readonly<Record<Count, number | null>>
  readonly estimated: boolean
  /** Of each further column the median at the last measured steps, over runs that stayed within their bounds; absent where none measured it. */
  readonly measured: ReadonlyMap<string, number>
  /** The median of the objective when as much had been spent as the row of `equal` spends in all; NaN where nothing was measured so early. */
  readonly equal: readonly EqualValue[]
  /** Runs by how they ended, `failed` and `pending` among them. */
  readonly ended: ReadonlyMap<string, number>
}

export interface EqualValue {
  /** The row whose cost it is. */
  readonly to: string
  readonly axis: Axis
  readonly cost: number
  readonly value: number
}

const finalsOf = (cell: Cell): number[] => cell.done.map(d => d.value)

function spreadOf(finals: readonly number[]): Summary['spread'] {
  if (finals.length < 2) return null
  const interval = medianInterval(finals).value
  if (interval) return { kind: 'interval', low: interval.low, high: interval.high }
  return finals.length < fewestSeeds ? { kind: 'range', low: Math.min(...finals), high: Math.max(...finals) } : null
}

/** The chance at most of one false claim among all comparisons of a game. */
export const level = 0.05

/** The row whose median is best; null where none has a run. */
export function leaderOf(cells: readonly Cell[]): Cell | null {
  const there = cells.filter(c => c.done.length > 0)
  const value = (c: Cell): number => sign(c.game) * median(finalsOf(c))
  return there.length === 0 ? null : there.reduce((best, c) => (value(c) < value(best) ? c : best))
}

/** Of each other row the chance, by a sign test over the seeds and Holm's adjustment, of such a difference to the leader. */
export function againstLeader(leader: Cell, cells: readonly Cell[]): { readonly cell: Cell; readonly p: number }[] {
  const others = cells.filter(c => c.done.length > 0 && c !== leader)
  const tests = others.map(c => {
    const { x, y } = sharedLosses(leader.game, leader.done, c.done)
    return x.length < fewestSeeds ? 1 : signTest(x.map((v, i) => [v, y[i]!]))
  })
  return holm(tests).map((p, i) => ({ cell: others[i]!, p }))
}

/** The row whose median is best, where a sign test over the seeds says so against each other row, by Holm; null otherwise. */
export function bestBeyondChance(cells: readonly Cell[]): Cell | null {
  const leader = leaderOf(cells)
  const tests = leader ? againstLeader(leader, cells) : []
  return tests.length > 0 && tests.every(t => t.p <= level) ? leader : null
}

function endedOf(cell: Cell): Map<string, number> {
  const ended = new Map<string, number>()
  const add = (kind: string, n: number): unknown => n > 0 && ended.set(kind, (ended.get(kind) ?? 0) + n)
  for (const { run } of cell.done) add(run.outcome.kind, 1)
  add('failed', cell.failed.length)
  add('pending', cell.pending)
  if (cell.refused !== null) add('refused', 1)
  return ended
}

function measuredOf(cell: Cell, columns: readonly string[]): Map<string, number> {
  const lasts = cell.done.filter(d => !broken(d.run)).map(d => lastOf(d.run).metrics)
  return new Map(
    columns.flatMap(name => {
      const values = lasts.flatMap(metrics => metrics[name] ?? [])
      return values.length === 0 ? [] : [[name, median(values)] as const]
    }),
  )
}

/** Axes on which the row of that label has a cost, with what the others had reached by then. */
function equalOf(cells: readonly Cell[], { to, over }: EqualCost): (cell: Cell) => EqualValue[] {
  const runs = cells.find(c => c.row.label === to)?.done.map(d => d.run) ?? []
  const costs = over.flatMap(axis => {
    const cost = spentBy(runs, axis)
    return cost === null ? [] : [{ axis, cost }]
  })
  return ({ game, row, done }) =>
    costs.map(({ axis, cost }) => {
      const value = valueAt(
        game,
        done.map(d => d.run),
        { axis, cost: row.label === to ? Infinity : cost },
      )
      return { to, axis, cost, value }
    })
}

/** `columns`: further numbers beside the objective. */
export function summaries(cells: readonly Cell[], { columns = [], equal }: Pick<StudyFile, 'columns' | 'equal'> = {}): Summary[] {
  const equals = equal ? equalOf(cells, equal) : () => []
  const best = bestBeyondChance(cells)
  const times = cells[0] ? timesOn(cells[0].game, rowsOf(cells), 'flops') : null
  return cells.map(cell => {
    const finals = finalsOf(cell)
    const lasts = cell.done.map(d => lastOf(d.run))
    const time = times?.rows.find(r => r.optimizer === cell.row.id)
    const spent = ledger.map(count => {
      const values = lasts.map(m => m[count])
      return [count, values.length > 0 && values.every(v => v !== null) ? median(values) : null] as const
    })
    return {
      cell,
      objective: median(finals),
      interquartileMean: finals.length === 0 ? NaN : interquartileMean(ascending(finals)),
      spread: spreadOf(finals),
      best: cell === best,
      reached: cell.done.filter(d => d.reached).length,
      toTarget: time ? (time.median ?? Infinity) : null,
      spent: Object.fromEntries(spent) as Record<Count, number | null>,
      estimated: cell.done.some(d => d.run.estimated),
      measured: measuredOf(
        cell,
        columns.filter(name => name !== cell.game.objective.metric),
      ),
      equal: equals(cell),
      ended: endedOf(cell),
    }
  })
}
