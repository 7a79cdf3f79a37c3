/** A figure as a file of its own: colours and letters written out, rows named below where the page names them in its controls. */
import { escaped } from '../report/markup.ts'
import { resolved } from '../study-page/looks.ts'
import type { Choice, Figure } from '../study-page/figure.ts'
import { plot } from '../study-page/plot.ts'

const ink = '#1d1d1f'
const letter = 6.6

/** Names of rows in lines below a figure, with a piece of their line each. */
function legend(figure: Figure, labels: readonly string[]): { text: string; height: number } {
  const rows = [...new Set(figure.lines.map(l => l.row))].sort((a, b) => a - b)
  const looks = resolved(labels)
  let [x, y] = [58, figure.height + 14]
  const parts = rows.map(row => {
    const { label, stroke, dash } = looks[row]!
    const width = 34 + letter * label.length + 18
    if (x > 58 && x + width > figure.width) [x, y] = [58, y + 18]
    const part = `<path d="M${x},${y - 4}h24" stroke="${stroke}" stroke-width="2.2"${dash ? ` stroke-dasharray="${dash}"` : ''}/><text x="${x + 30}" y="${y}" fill="${ink}">${escaped(label)}</text>`
    x += width
    return part
  })
  return { text: parts.join(''), height: y - figure.height + 8 }
}

export function standaloneSvg(figure: Figure, labels: readonly string[], choice: Choice): string {
  const drawn = plot(figure, resolved(labels), choice).replaceAll('currentColor', ink)
  const below = figure.names > 0 ? { text: '', height: 0 } : legend(figure, labels)
  // What it shows stands above it, as it does on the page.
  const above = 22
  const height = above + figure.height + below.height
  const title = `<text x="58" y="-8" fill="${ink}" font-weight="bold">${escaped(figure.title)}</text>`
  const letters = 'font-family="Helvetica, Arial, sans-serif" font-size="12"'
  return drawn
    .replace(
      /viewBox="[^"]*"/,
      `viewBox="0 ${-above} ${figure.width} ${height}" width="${figure.width}" height="${height}" ${letters}`,
    )
    .replace('</svg>', `${title}${below.text}</svg>\n`)
}
