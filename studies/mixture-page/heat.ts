/** The payoff matrix as a heat map, with the equilibrium's weights along its edges. */
import { escaped, readable } from '../report/markup.ts'
import type { MixtureRecord } from './record.ts'

/** Rows and columns that are drawn: those with weight, and others evenly up to so many. */
const most = 60
function shownOf(weights: readonly number[]): number[] {
  const n = weights.length
  if (n <= most) return [...weights.keys()]
  const even = Array.from({ length: most }, (_, k) => Math.round((k * (n - 1)) / (most - 1)))
  return [...new Set([...even, ...weights.flatMap((w, k) => (w > 0 ? [k] : []))])].sort((a, b) => a - b)
}

/** Pixels: of the page's column, of a bar of weight 1, of labels. */
const [column, bar, label, key] = [912, 70, 132, 96] as const

const short = (from: string): string =>
  from.replace(/^response of round (\d+)$/, 'response $1').replace(/^answer, atom /, 'atom ')
/** Every so many are named, so that no name lies on another. */
const named = (cell: number, apart: number): number => Math.ceil(apart / cell)

export function heatSection({ payoffs, rows, columns, rounds, players, largestError }: MixtureRecord): string {
  const last = rounds.at(-1)!
  const padded = (w: readonly number[], n: number): number[] => Array.from({ length: n }, (_, k) => w[k] ?? 0)
  const [x, y] = [padded(last.x, rows.length), padded(last.y, columns.length)]
  const [I, J] = [shownOf(x), shownOf(y)]
  const all = I.flatMap(i => J.map(j => payoffs[i]![j]!)).filter(Number.isFinite)
  const [low, high] = all.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity])
  const cell = Math.max(6, Math.min(34, Math.floor((column - label - bar - key - 20) / J.length), Math.floor(620 / I.length)))
  const [left, top] = [label + bar + 6, bar + 40]
  const heaviest = (w: readonly number[]): number => w.reduce((a, b) => Math.max(a, b))
  const [longX, longY] = [bar / heaviest(x), bar / heaviest(y)]
  const [width, height] = [J.length * cell, I.length * cell]
  const tone = (v: number): string => (high > low ? ((v - low) / (high - low)).toFixed(3) : '0.5')
  const cells = I.flatMap((i, r) =>
    J.map((j, c) => {
      const v = payoffs[i]![j]!
      return `<rect x="${left + c * cell}" y="${top + r * cell}" width="${cell}" height="${cell}" fill="var(--accent)" fill-opacity="${tone(v)}"><title>${escaped(`${rows[i]!} against ${columns[j]!}: ${readable(v)}`)}</title></rect>`
    }),
  )
  const stepI = named(cell, 13)
  const stepJ = named(cell, 15)
  const rowMarks = I.flatMap((i, r) => {
    const y0 = top + r * cell
    const heavy = x[i]! > 0
    const name = r % stepI === 0 || heavy
    return [
      ...(heavy
        ? [
            `<rect x="${left - 6 - longX * x[i]!}" y="${y0 + 1}" width="${longX * x[i]!}" height="${Math.max(2, cell - 2)}" fill="var(--gda)"><title>${escaped(`weight ${readable(x[i]!)}`)}</title></rect>`,
          ]
        : []),
      ...(name
        ? [
            `<text x="${label - 6}" y="${y0 + cell / 2 + 4}" text-anchor="end"${heavy ? ' font-weight="600"' : ' fill-opacity=".65"'}>${escaped(short(rows[i]!))}</text>`,
          ]
        : []),
    ]
  })
  const columnMarks = J.flatMap((j, c) => {
    const x0 = left + c * cell
    const heavy = y[j]! > 0
    const name = c % stepJ === 0 || heavy
    return [
      ...(heavy
        ? [
            `<rect x="${x0 + 1}" y="${top - 6 - longY * y[j]!}" width="${Math.max(2, cell - 2)}" height="${longY * y[j]!}" fill="var(--average)"><title>${escaped(`weight ${readable(y[j]!)}`)}</title></rect>`,
          ]
        : []),
      ...(name
        ? [
            `<text transform="translate(${x0 + cell / 2 + 4} ${top + height + 8}) rotate(90)"${heavy ? ' font-weight="600"' : ' fill-opacity=".65"'}>${escaped(short(columns[j]!))}</text>`,
          ]
        : []),
    ]
  })
  const scaleX = left + width + 24
  const scaleHeight = Math.min(160, Math.max(60, height))
  const scale = [
    '<defs><linearGradient id="payoff" x1="0" y1="1" x2="0" y2="0"><stop offset="0" stop-color="var(--accent)" stop-opacity="0"/><stop offset="1" stop-color="var(--accent)"/></linearGradient></defs>',
    `<rect x="${scaleX}" y="${top}" width="12" height="${scaleHeight}" fill="url(#payoff)" stroke="var(--line)"/>`,
    `<text x="${scaleX + 18}" y="${top + 10}">${readable(high)}</text><text x="${scaleX + 18}" y="${top + scaleHeight}">${readable(low)}</text>`,
  ]
  const foot = 16 + 6.6 * J.reduce((most, j) => Math.max(most, short(columns[j]!).length), 0)
  const total = [left + width + key + 10, top + height + foot] as const
  const titles = [
    `<text x="${left}" y="16" fill="var(--average)" font-weight="600">${escaped(players[1])}, which gets the payoff</text>`,
    `<text x="${left - 12}" y="${top - 8}" text-anchor="end" fill="var(--gda)" font-weight="600">${escaped(players[0])}, which loses it</text>`,
  ]
  const some = I.length < rows.length || J.length < columns.length
  return `<h2>Payoffs</h2><figure class="heat"><svg viewBox="0 0 ${total[0]} ${total[1]}" style="max-width: ${total[0]}px" fill="currentColor">${[
    ...cells,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="none" stroke="var(--line)"/>`,
    ...rowMarks,
    ...columnMarks,
    ...scale,
    ...titles,
  ].join('')}</svg><figcaption>${[
    `What ${escaped(players[0])} loses to ${escaped(players[1])}, pair by pair. Bars are the weights of the equilibrium.`,
    ...(some
      ? [
          `${I.length} of ${rows.length} rows and ${J.length} of ${columns.length} columns are drawn, all that have weight among them.`,
        ]
      : []),
    ...(largestError > 0 ? [`The largest standard error of an entry is ${readable(largestError)}.`] : []),
  ].join(' ')}</figcaption></figure>`
}
