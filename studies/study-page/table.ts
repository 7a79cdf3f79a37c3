/** The table of a game as text, the same columns in the page, in Markdown and in LaTeX. */
import { flopCount, readable, thousands } from '../report/markup.ts'
import { broken } from './gathered.ts'
import { ledger, type Count, type Summary } from './summary.ts'

export interface Entry {
  readonly text: string
  readonly bold?: true
}
export interface Column {
  readonly name: string
  of(summary: Summary): Entry
}
const names: Readonly<Record<Count, string>> = {
  flops: 'FLOPs',
  gradients: 'gradients',
  jacobians: 'Jacobian products',
  prox: 'prox',
  solves: 'solves',
  samples: 'samples',
  seconds: 'seconds',
}
/** Of runs that left their bounds there is no number. */
export const orDash = (x: number): string => (Number.isFinite(x) ? readable(x) : '–')

/** `1.2·10⁻³ [9·10⁻⁴, 2·10⁻³]`; an end that is not finite is one of runs that left their bounds. */
export function objectiveText({ objective, spread, cell }: Summary): string {
  if (cell.done.length === 0) return '–'
  const middle = Number.isFinite(objective) ? readable(objective) : 'diverged'
  if (!spread || spread.low === spread.high) return middle
  const [low, high] = [readable(spread.low), readable(spread.high)]
  return `${middle} ${spread.kind === 'interval' ? `[${low}, ${high}]` : `(${low} to ${high})`}`
}
const endedText = ({ ended }: Summary): string =>
  [...ended].map(([kind, n]) => (kind === 'refused' ? kind : `${n} ${kind}`)).join(', ') || '–'
const countText = (x: number | null): string => (x === null ? '–' : x < 1e4 ? String(Math.round(x)) : thousands(x).trim())

/** Columns of a game; counts that no row has are left out. */
export function columnsOf(all: readonly Summary[]): Column[] {
  const { game } = all[0]!.cell
  const { metric, at } = game.objective
  const aimed: Column[] =
    game.target === null
      ? []
      : [
          {
            name: 'target reached',
            of: s => ({ text: s.cell.done.length === 0 ? '–' : `${s.reached} of ${s.cell.done.length}` }),
          },
          {
            name: 'FLOPs to target',
            of: s => ({ text: s.toTarget === null ? '–' : Number.isFinite(s.toTarget) ? flopCount(s.toTarget) : 'not reached' }),
          },
        ]
  const counts = ledger
    .filter(count => all.some(s => (s.spent[count] ?? 0) > 0))
    .map((count): Column => {
      const text = (s: Summary): string => {
        const v = s.spent[count]
        if (count === 'flops') return `${flopCount(v)}${v !== null && s.estimated ? '*' : ''}`
        return count === 'seconds' ? (v === null ? '–' : readable(v)) : countText(v)
      }
      return { name: names[count], of: s => ({ text: text(s) }) }
    })
  const equals = all[0]!.equal.map(({ axis, cost }, i): Column => ({
    name: `at ${axis === 'flops' ? flopCount(cost) : `${readable(cost)} ${axis === 'seconds' ? 's' : axis}`}`,
    of: s => {
      const { value } = s.equal[i]!
      return {
        text: s.cell.done.length === 0 || Number.isNaN(value) ? '–' : Number.isFinite(value) ? readable(value) : 'diverged',
      }
    },
  }))
  const further = [...new Set(all.flatMap(s => [...s.measured.keys()]))].map((name): Column => {
    return { name, of: ({ measured }) => ({ text: measured.has(name) ? orDash(measured.get(name)!) : '–' }) }
  })
  return [
    {
      name: `${metric}${at === 'best' ? ' (best measured: oracle)' : ''}`,
      of: s => ({ text: objectiveText(s), ...(s.best ? { bold: true } : {}) }),
    },
    ...equals,
    ...further,
    ...aimed,
    ...counts,
    { name: 'outcome', of: s => ({ text: endedText(s) }) },
  ]
}

/** Those that a page of a paper has room for: without counts that seldom tell rows apart, and how runs ended only where one did otherwise. */
export function paperColumnsOf(all: readonly Summary[]): Column[] {
  const plain = all.every(s => [...s.ended.keys()].every(kind => kind === 'completed' || kind === 'converged'))
  const left = new Set([names.samples, names.prox, ...(plain ? ['outcome'] : [])])
  return columnsOf(all).filter(c => !left.has(c.name))
}

/** Whose medians the further columns are, where not all runs have a number in them. */
function furtherNote(some: readonly Summary[]): string[] {
  const names = [...new Set(some.flatMap(s => [...s.measured.keys()]))]
  const left = some.some(s => s.cell.done.some(d => broken(d.run)))
  return names.length > 0 && left ? [`${names.join(', ')}: of runs that stayed within their bounds.`] : []
}

/** What the numbers of a table are, for its caption. */
export function tableNote(all: readonly Summary[]): string {
  const some = all.filter(s => s.cell.done.length > 0)
  const seeds = Math.max(0, ...some.map(s => s.cell.done.length))
  const kinds = new Set(some.map(s => s.spread?.kind))
  return [
    ...(seeds === 1 ? ['One seed.'] : [`Medians over up to ${seeds} seeds.`]),
    ...(kinds.has('interval') ? ['In brackets an interval that holds the median with at least 95 % (order statistics).'] : []),
    ...(kinds.has('range')
      ? ['In parentheses the least and the largest; with fewer than ten seeds no interval is claimed.']
      : []),
    ...(some.some(s => s.best)
      ? ['Bold: better than every other row over paired seeds (sign test, Holm, 5 %).']
      : some.length > 1
        ? ['No row is bold: none is better than every other one beyond chance.']
        : []),
    ...(some.some(s => !Number.isFinite(s.objective) || s.spread?.high === Infinity || s.spread?.low === -Infinity)
      ? ['Runs that left their bounds count as worse than any number.']
      : []),
    ...(some[0]?.equal.length
      ? [
          `“At” a cost, all that ${some[0].equal[0]!.to} spends: the objective at the last measured step that had cost no more; a dash where none had.`,
        ]
      : []),
    ...furtherNote(some),
    ...(some.some(s => s.estimated) ? ['* FLOPs by formula.'] : []),
  ].join(' ')
}
