/** The report of a study, finished or not: its page and what goes into a paper beside it. */
import { join } from 'node:path'
import { makeFolder } from '../../core/folder/make-folder.ts'
import { replace, writing, type Content } from '../../core/folder/replace.ts'
import type { StudyResults } from '../store/stored-run.ts'
import { resolved } from '../study-page/looks.ts'
import { portraitsSvg } from '../study-page/portraits.ts'
import { idOf, usualChoice } from '../study-page/figures.ts'
import { page } from '../study-page/page.ts'
import { reportOf, type Known } from '../study-page/report.ts'
import { curvesCsv, resultsCsv } from './csv.ts'
import { resultsJson } from './json.ts'
import { tablesTex } from './latex.ts'
import { tablesMarkdown } from './markdown.ts'
import { standaloneSvg } from './svg.ts'

/** Files of a report, by their paths in its folder; `figures/` has an SVG file a figure. */
export const reportFiles = {
  page: 'index.html',
  results: 'results.csv',
  curves: 'curves.csv',
  json: 'results.json',
  latex: 'table.tex',
  markdown: 'table.md',
  figures: 'figures',
} as const

const way = 'make room or mend its permissions, and have the report written again'

/** Writes everything, each file as a whole; the path of the page. Throws a sentence where a file cannot be written. */
export function writeReport(results: StudyResults, dir: string, known: Partial<Known> = {}): string {
  const report = reportOf(results, known)
  const { all, every } = report
  const folder = join(dir, reportFiles.figures)
  writing(folder, () => makeFolder(folder), way)
  const put = (name: string, content: Content): void => replace(join(dir, name), content, way)
  put(reportFiles.results, resultsCsv(all))
  put(reportFiles.curves, curvesCsv(all))
  put(reportFiles.json, resultsJson(report))
  put(reportFiles.latex, tablesTex(report))
  put(reportFiles.markdown, tablesMarkdown(report))
  for (const figure of every)
    put(join(reportFiles.figures, `${figure.id}.svg`), standaloneSvg(figure, all.labels, usualChoice(every)))
  all.games.forEach(({ game, cells }, i) => {
    const field = report.fields.find(f => f.game === game.id)
    const svg = portraitsSvg(cells, field, resolved(all.labels))
    if (svg !== null) put(join(reportFiles.figures, `${i + 1}-${idOf(game.label)}-portraits.svg`), svg)
  })
  put(reportFiles.page, page(report))
  return join(dir, reportFiles.page)
}
