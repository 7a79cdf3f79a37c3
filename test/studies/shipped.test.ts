import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { verdicts } from '../../studies/expect/evaluate.ts'
import { readStudy } from '../../studies/plan/read-study.ts'
import { shippedIds, shippedPath } from '../../studies/shipped/index.ts'
import { choose } from '../../studies/tuning/choose.ts'
import { runStudy } from '../../studies/work/run-study.ts'
import type { StudyResults } from '../../studies/store/stored-run.ts'
import { reportOf } from '../../studies/study-page/report.ts'
import { columnsOf } from '../../studies/study-page/table.ts'
import { saddle } from '../cli/saddle.ts'

/** The rows of the tables of a study's page in docs, by column: `{ optimizer: 'gda', distance: '1.2', … }`. */
function documented(id: string): Record<string, string>[] {
  const text = readFileSync(fileURLToPath(new URL(`../../docs/studies/${id}.md`, import.meta.url)), 'utf8')
  const cells = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map(c => c.trim())
  return (text.match(/(?:^\|.*\n)+/gm) ?? []).flatMap(table => {
    const [head = [], , ...rows] = table.trim().split('\n').map(cells)
    return rows.map(row => Object.fromEntries(head.map((name, i) => [name, row[i]!.replaceAll('\\', '')])))
  })
}
/** The same rows of results, of all games in order that are told. */
function made(results: StudyResults, like: readonly Record<string, string>[]): Record<string, string>[] {
  const { tables } = reportOf(results, {})
  const all = tables.flatMap(rows => rows.map(row => ({ row, columns: columnsOf(rows) })))
  const texts = all.map(({ row, columns }) =>
    Object.fromEntries([['optimizer', row.cell.row.label], ...columns.map(c => [c.name, c.of(row).text] as const)]),
  )
  return like.map(wanted => {
    const names = Object.keys(wanted)
    const found = texts
      .filter(t => t.optimizer === wanted.optimizer)
      .map(t => Object.fromEntries(names.map(n => [n, t[n] ?? ''])))
    return found.find(f => JSON.stringify(f) === JSON.stringify(wanted)) ?? found[0]!
  })
}

const root = mkdtempSync(join(tmpdir(), 'shipped-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('studies that come along', () => {
  it.each(shippedIds)('%s can be planned, and its id is that of its file', async id => {
    const { plan } = await readStudy(shippedPath(id), [])
    expect(plan.study.id).toBe(id)
    expect(plan.refused).toEqual([])
    expect(plan.runs.length).toBeGreaterThan(0)
    expect(plan.study.expect!.length).toBeGreaterThan(0)
  })

  // The ring of Gaussians takes five minutes, the lifted game one: their plans are tested above, their runs by the studies themselves.
  it.each(['bilinear-rates', 'dirac-gan', 'noise', 'alex-gda'])('%s finds what it expects', { timeout: 240_000 }, async id => {
    const { plan } = await readStudy(shippedPath(id), [])
    const results = await runStudy(plan, join(root, id), { jobs: 2, choose })
    expect(results.runs.every(r => r.stored?.state === 'done')).toBe(true)
    expect(documented(id)).toEqual(made(results, documented(id)))
    expect(verdicts(results).map(v => [v.finding, v.verdict])).toEqual(plan.study.expect!.map(e => [e.finding, 'holds']))
  })

  it('is made by its id, ends as a report, and the report is made again from its folder', { timeout: 120_000 }, async () => {
    const out = join(root, 'bilinear-rates')
    const { code, out: said } = await saddle('study', 'bilinear-rates', '--out', out)
    expect(code).toBe(0)
    expect(said).toContain(`The page is ${join(out, 'index.html')}`)
    const page = readFileSync(join(out, 'index.html'), 'utf8')
    expect(page).toContain('Of 4 expectations 4 hold.')
    rmSync(join(out, 'index.html'))
    expect((await saddle('report', out)).code).toBe(0)
    expect(readFileSync(join(out, 'index.html'), 'utf8').length).toBe(page.length)
  })
})
