import { alike } from '../studies/reproductions/digits.ts'
import type { Line, Reproduced, Verdict } from '../studies/reproductions/reproduction.ts'
import { columns, wrapped } from './wrap.ts'

/** The longest label beside the numbers; a longer one has lines of its own above them. */
const longest = (width: number): number => Math.max(12, Math.min(54, width - 66))
const signed = (x: number): string => (Number.isInteger(x) ? String(x) : x.toExponential(1)).replace(/^-/, '−')

interface Cells {
  readonly published: string
  readonly ours: string
  readonly gap: string
  readonly verdict: string
}
const cellsOf = ({ published, ours, gap, verdict }: Line): Cells => ({
  published,
  ours: ours === null ? '–' : gap === null ? ours.toPrecision(8) : alike(ours, published),
  gap: gap === null ? '' : signed(gap),
  verdict,
})

/** Lines that come of one row, under one `what`. */
function groups(lines: readonly Line[]): Line[][] {
  const all: Line[][] = []
  for (const line of lines) {
    const last = all.at(-1)
    if (last && line.at !== undefined && last[0]!.what === line.what && last[0]!.at !== undefined && sameTexts(last[0]!, line))
      last.push(line)
    else all.push([line])
  }
  return all
}
const sameTexts = (a: Line, b: Line): boolean => a.note === b.note && a.source === b.source && a.kind === b.kind

/** Rows that follow one another and are skipped for one reason are told at once. */
function gathered(rows: readonly Line[][]): (Line[] | readonly Line[][])[] {
  const reasonOf = (row: Line[]): string | undefined => (row.every(l => l.verdict === 'skipped') ? row[0]!.reason : undefined)
  const all: Line[][][] = []
  for (const row of rows) {
    const before = all.at(-1)?.[0]
    if (before && reasonOf(before) !== undefined && reasonOf(before) === reasonOf(row)) all.at(-1)!.push(row)
    else all.push([row])
  }
  return all.map(run => (run.length === 1 ? run[0]! : run))
}

/** A reproduction as text: what is run, a line a figure, and the reasons under the rows that have them. */
export function reproductionText({ id, title, source, kind, settings, lines, seconds }: Reproduced, width = columns()): string[] {
  const rows = groups(lines)
  const cells = new Map(lines.map(line => [line, cellsOf(line)]))
  const heading: Cells = {
    published: kind === 'recomputed by others' ? 'recomputed' : kind,
    ours: 'ours',
    gap: 'gap',
    verdict: 'verdict',
  }
  const widest = (key: keyof Cells): number => Math.max(...[heading, ...cells.values()].map(c => c[key].length))
  const [published, ours, gap] = (['published', 'ours', 'gap'] as const).map(widest) as [number, number, number]
  const fits = longest(width)
  const labels = lines.flatMap(l => [l.at === undefined ? l.what : `  ${l.at}`]).filter(l => l.length <= fits)
  const label = Math.max(4, ...labels.map(l => l.length))
  const written = (name: string, c: Cells): string =>
    `  ${name.padEnd(label)}  ${c.published.padStart(published)}  ${c.ours.padStart(ours)}  ${c.gap.padStart(gap)}  ${c.verdict}`.trimEnd()

  const body = gathered(rows).flatMap(run => {
    if (Array.isArray(run[0])) return skipped(run as readonly Line[][], width)
    const group = run as readonly Line[]
    const first = group[0]!
    const mark = first.kind === kind ? '' : ` (${first.kind})`
    const alone = first.at === undefined && first.what.length <= label && mark === ''
    const texts = [
      ...(first.source === source ? [] : [`source: ${first.source}`]),
      ...new Set(group.flatMap(l => l.reason ?? [])),
      ...(first.note === undefined ? [] : [first.note]),
    ]
    return [
      ...(alone ? [] : wrapped('  ', `${first.what}${mark}`, width)),
      ...group.map(l => written(alone ? l.what : l.at === undefined ? '' : `  ${l.at}`, cells.get(l)!)),
      ...texts.flatMap(text => wrapped('      ', text, width)),
    ]
  })
  return [
    ...wrapped('', `${id}: ${title}`, width),
    ...wrapped('  source    ', source, width),
    ...wrapped('  settings  ', settings, width),
    ...(kind === 'recomputed by others'
      ? wrapped('  figures   ', 'recomputed by others from the settings, not published', width)
      : []),
    '',
    written('', heading),
    ...body,
    `  ${seconds.toFixed(1)} s`,
  ]
}

function skipped(rows: readonly Line[][], width: number): string[] {
  const figures = rows.reduce((n, row) => n + row.length, 0)
  const [from, to] = [rows[0]![0]!, rows.at(-1)![0]!]
  return wrapped('  ', `skipped, ${figures} figures from “${from.what}” to “${to.what}”: ${from.reason!}`, width)
}

/** How many figures have which verdict. */
export function tally(all: readonly Reproduced[]): string {
  const verdicts = all.flatMap(({ lines }) => lines.map(l => l.verdict))
  const count = (v: Verdict): string[] => {
    const n = verdicts.filter(w => w === v).length
    return n === 0 && v !== 'differs' ? [] : [`${n} ${v}`]
  }
  const seconds = all.reduce((sum, r) => sum + r.seconds, 0)
  return `${verdicts.length} figures: ${(['equal', 'protocol differs', 'skipped', 'differs'] as const).flatMap(count).join(', ')}; ${seconds.toFixed(1)} s`
}
