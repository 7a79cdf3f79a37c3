/** The tables of a study in Markdown. */
import type { Report } from '../study-page/report.ts'
import { columnsOf, tableNote } from '../study-page/table.ts'

/** Text that is no mark-up and ends no cell. */
const plain = (text: string): string => text.replace(/[\\|*_`<>[\]#]/g, c => `\\${c}`).replace(/\n/g, ' ')

export function tablesMarkdown({ all, tables }: Report): string {
  const sections = all.games.map(({ game }, i) => {
    const rows = tables[i]!
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
  return `# ${plain(all.results.plan.study.title)}\n\n${sections.join('\n\n')}\n`
}
