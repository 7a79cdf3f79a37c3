/** What the study asked, expected and found: the first thing on its page. */
import type { Checked } from '../expect/evaluate.ts'
import { escaped, readable } from '../report/markup.ts'
import type { Gathered } from './gathered.ts'
import { sign } from '../statistics/of-run.ts'
import { fewestSeeds } from '../statistics/offer.ts'
import type { Summary } from './summary.ts'

const detail = ({ numbers, reason }: Checked): string =>
  [
    ...numbers.map(n => `${n.text} = ${Number.isNaN(n.value) ? 'not known' : readable(n.value)}`),
    ...(reason === null ? [] : [reason]),
  ].join('; ')
const listed = (words: readonly string[]): string => words.join(', ').replace(/, ([^,]*)$/, ' and $1')

/** How far the study is, where it has not ended. */
function unfinished({ games }: Gathered): string {
  const cells = games.flatMap(g => g.cells)
  const ended = cells.reduce((n, c) => n + c.done.length + c.failed.length, 0)
  const pending = cells.reduce((n, c) => n + c.pending, 0)
  return pending === 0
    ? ''
    : `<p class="state">Not finished: ${ended} of ${ended + pending} runs have ended. What follows is what they say so far.</p>`
}

/** Of a game the row with the best median, and whether that is beyond chance. */
function leader(all: readonly Summary[]): string | null {
  const some = all.filter(s => s.cell.done.length > 0)
  if (some.length < 2) return null
  const { game } = some[0]!.cell
  const loss = (s: Summary): number => sign(game) * s.objective
  const [first, second] = [...some].sort((a, b) => loss(a) - loss(b) || 0) as [Summary, Summary]
  if (!Number.isFinite(first.objective)) return `${game.label}: most runs of every row left their bounds.`
  const rival = Number.isFinite(second.objective)
    ? `${second.cell.row.label} follows with ${readable(second.objective)}`
    : 'most runs of every other row left their bounds'
  const sure = some.some(s => s.best)
    ? 'better than every other row over paired seeds (sign test, Holm, 5 %)'
    : some.every(s => s.cell.done.length >= fewestSeeds)
      ? 'not beyond chance against every other row'
      : 'with fewer than ten seeds that claims nothing'
  return `${game.label}: ${first.cell.row.label} has the ${game.objective.better === 'max' ? 'highest' : 'lowest'} median ${game.objective.metric}, ${readable(first.objective)}; ${rival}; ${sure}.`
}

export function verdictSection(all: Gathered, summaries: readonly (readonly Summary[])[], checked: readonly Checked[]): string {
  const counts = (['holds', 'fails', 'undecided'] as const).flatMap(v => {
    const n = checked.filter(c => c.verdict === v).length
    return n > 0
      ? [
          `${n} ${{ holds: n === 1 ? 'holds' : 'hold', fails: n === 1 ? 'fails' : 'fail', undecided: n === 1 ? 'is undecided' : 'are undecided' }[v]}`,
        ]
      : []
  })
  const head =
    checked.length === 0
      ? 'The study file states no expectation.'
      : `Of ${checked.length} expectation${checked.length === 1 ? '' : 's'} ${listed(counts)}.`
  const items = checked.map(
    c =>
      `<li class="${c.verdict}"><b>${c.verdict}</b> ${escaped(c.finding)}<br><small>${escaped(detail(c))}</small><br><code>${escaped(c.holds)}</code></li>`,
  )
  const leaders = summaries.flatMap(s => leader(s) ?? [])
  return `<section class="verdict"><p>${head}</p>${items.length > 0 ? `<ul class="checked">${items.join('')}</ul>` : ''}${unfinished(all)}${leaders.length > 0 ? `<ul>${leaders.map(l => `<li>${escaped(l)}</li>`).join('')}</ul>` : ''}</section>`
}
