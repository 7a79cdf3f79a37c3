/** How every run ended: rows against games, and in a table why. */
import { escaped } from '../report/markup.ts'
import type { Cell, Gathered } from './gathered.ts'
import type { Summary } from './summary.ts'

/** Ways to end, the good ones first. */
const order = ['converged', 'completed', 'cycling', 'stalled', 'timed-out', 'diverged', 'nan', 'refused', 'failed', 'pending']

interface Reason {
  readonly kind: string
  readonly text: string
  readonly seeds: readonly number[]
}
/** Numbers of a sentence aside, runs that ended in the same way, in their first one's words. */
function reasonsOf(cell: Cell): Reason[] {
  const ends = [
    ...cell.done.map(d => ({ kind: d.run.outcome.kind, text: d.run.outcome.evidence, seed: d.seed })),
    ...cell.failed.map(f => ({
      kind: 'failed',
      text: `${f.run.reason} (${f.run.attempts} attempt${f.run.attempts === 1 ? '' : 's'})`,
      seed: f.seed,
    })),
  ]
  const alike = new Map<string, Reason>()
  for (const { kind, text, seed } of ends) {
    const id = `${kind} ${text.replace(/[-+]?\d[\d.eE+-]*/g, '#')}`
    const before = alike.get(id)
    alike.set(id, before ? { ...before, seeds: [...before.seeds, seed] } : { kind, text, seeds: [seed] })
  }
  const refused = cell.refused === null ? [] : [{ kind: 'refused', text: cell.refused, seeds: [] }]
  return [...alike.values(), ...refused].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
}

const seedsText = (seeds: readonly number[]): string =>
  seeds.length === 0
    ? 'all'
    : seeds.length > 12
      ? `${seeds.slice(0, 10).join(', ')} and ${seeds.length - 10} more`
      : seeds.join(', ')

function matrixCell(summary: Summary): string {
  const total = [...summary.ended.values()].reduce((a, b) => a + b, 0)
  if (total === 0) return '<td>–</td>'
  const kinds = [...summary.ended].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  const title = reasonsOf(summary.cell)
    .map(r => `${r.kind}, seed${r.seeds.length === 1 ? '' : 's'} ${seedsText(r.seeds)}: ${r.text}`)
    .join('\n')
  const bar = kinds.map(([kind, n]) => `<i class="o-${kind}" style="flex:${n}"></i>`).join('')
  return `<td title="${escaped(title)}"><span class="bar">${bar}</span>${kinds.map(([kind, n]) => `<span class="t-${kind}">${kind === 'refused' ? '' : `${n} `}${kind}</span>`).join('<br>')}</td>`
}

export function outcomesSection({ games, labels }: Gathered, summaries: readonly (readonly Summary[])[]): string {
  const head = games.map(g => `<th>${escaped(g.game.label)}</th>`).join('')
  const body = labels.map(
    (label, i) =>
      `<tr class="r${i}"><td><span class="dot" style="background:var(--c${i % 10})"></span>${escaped(label)}</td>${summaries.map(s => matrixCell(s[i]!)).join('')}</tr>`,
  )
  const whys = games.flatMap(({ game, cells }) =>
    cells.flatMap(cell =>
      reasonsOf(cell).map(
        r =>
          `<tr class="r${cell.index}"><td>${escaped(game.label)}</td><td>${escaped(cell.row.label)}</td><td class="t-${r.kind}">${r.kind}</td><td>${seedsText(r.seeds)}</td><td>${escaped(r.text)}</td></tr>`,
      ),
    ),
  )
  return `<h2 id="outcomes">How the runs ended</h2><div class="scroll"><table class="matrix"><thead><tr><th>optimizer</th>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div><details class="reasons"><summary>Reasons, run by run</summary><div class="scroll"><table class="words"><thead><tr><th>game</th><th>optimizer</th><th>outcome</th><th>seeds</th><th>evidence</th></tr></thead><tbody>${whys.join('')}</tbody></table></div></details>`
}
