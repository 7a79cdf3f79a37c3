import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { verdicts } from '../../studies/expect/evaluate.ts'
import { readStudy } from '../../studies/plan/read-study.ts'
import { shippedIds, shippedPath } from '../../studies/shipped/index.ts'
import { choose } from '../../studies/tuning/choose.ts'
import { runStudy } from '../../studies/work/run-study.ts'
import { saddle } from '../cli/saddle.ts'

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
