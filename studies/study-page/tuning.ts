/** What tuning chose, where that lies in its ranges, and what it cost. */
import type { Range } from '../plan/study-file.ts'
import { escaped, flopCount, readable, thousands } from '../report/markup.ts'
import type { Cell, Gathered } from './gathered.ts'

const shown = (v: number | string): string => (typeof v === 'number' ? readable(v) : v)

function rangeText(range: Range): string {
  if ('choices' in range) return `among ${range.choices.map(shown).join(', ')}`
  const [kind, [low, high]] = Object.entries(range)[0] as [string, [number, number]]
  return `${{ uniform: '', logUniform: 'log ', integers: 'integers ' }[kind] ?? ''}${readable(low)} to ${readable(high)}`
}
const optionsText = (cell: Cell): string =>
  Object.entries(cell.choice!.options)
    .map(([name, v]) => {
      const edge = cell.choice!.atEdge.includes(name)
      const range = cell.row.tune[name]
      const said = `${escaped(name)} = ${escaped(shown(v))}${range ? ` <small>(${escaped(rangeText(range))})</small>` : ''}`
      return edge
        ? `<span class="edge" title="The best value is at an end of its range: a better one may lie beyond.">${said} at the edge</span>`
        : said
    })
    .join('<br>')

/** Null where nothing was tuned. */
export function tuningTable({ games, results }: Gathered): string | null {
  const { tuning } = results.plan.study
  const cells = games.flatMap(g => g.cells).filter(c => c.choice)
  if (cells.length === 0) return null
  const rows = cells.map(cell => {
    const { trials, cost } = cell.choice!
    const without = trials.filter(t => !Number.isFinite(t.objective)).length
    return `<tr class="r${cell.index}"><td>${escaped(cell.row.label)}</td><td>${escaped(cell.game.label)}</td><td>${optionsText(cell)}</td><td>${trials.length}</td><td>${without || '–'}</td><td>${flopCount(cost.flops)}</td><td>${thousands(cost.gradients).trim()}</td><td>${readable(cost.seconds)}</td></tr>`
  })
  const edges = cells.filter(c => c.choice!.atEdge.length > 0).length
  const how = tuning
    ? `${tuning.search === 'random' ? 'Random' : 'Grid'} search, ${tuning.trials !== undefined ? `${tuning.trials} trials` : tuning.flops !== undefined ? flopCount(tuning.flops) : 'the whole grid'} per optimizer and game, on seed${tuning.seeds.length === 1 ? '' : 's'} ${tuning.seeds.join(', ')}, none of which is among the study's. Ranges were fixed before any run.`
    : ''
  const warned =
    edges > 0
      ? ` <b class="edge">${edges} choice${edges === 1 ? ' lies' : 's lie'} at the edge of a range</b>: a wider one may do better.`
      : ''
  return `<p>${how}${warned}</p><div class="scroll"><table class="words"><thead><tr><th>optimizer</th><th>game</th><th>chosen</th><th>trials</th><th>diverged</th><th>FLOPs</th><th>gradients</th><th>seconds</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}
