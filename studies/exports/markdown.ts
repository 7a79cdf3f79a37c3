/** The tables of a study in Markdown. */
import type { Gathered } from '../study-page/gathered.ts'
import { summaries } from '../study-page/summary.ts'
import { columnsOf, tableNote } from '../study-page/table.ts'

/** Text that is no mark-up and ends no cell. */
const plain = (text: string): string => text.replace(/[\\|*_`<>[\]#]/g, c => `\\${c}`).replace(/\n/g, ' ')

export function tablesMarkdown(all: Gathered): string {
  const tables = all.games.map(({ game, cells }) => {
    const rows = summaries(cells)
    const columns = columnsOf(rows)
    const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`
    return [
      `## ${plain(game.label)}`,
      '',
      line(['optimizer', ...columns.map(c => plain(c.name))]),
      line([':--', ...columns.map(() => '--:')]),
      ...rows.map(s =>
        line([
          plain(s.cell.row.label),
          ...columns.map(c => {
            const { text, bold } = c.of(s)
            return bold ? `**${plain(text)}**` : plain(text)
          }),
        ]),
      ),
      '',
      plain(tableNote(rows)),
    ].join('\n')
  })
  return `# ${plain(all.results.plan.study.title)}\n\n${tables.join('\n\n')}\n`
}
