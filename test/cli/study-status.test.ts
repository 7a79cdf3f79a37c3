import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runPlace } from '../../studies/store/run-place.ts'
import type { StudyStatus } from '../../studies/store/status.ts'
import { runStudy } from '../../studies/work/run-study.ts'
import { planOf } from '../studies/planned.ts'
import { saddle } from './saddle.ts'

const root = mkdtempSync(join(tmpdir(), 'saddle-status-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const long = 'lookahead[of=lookahead[of=gda[stepSize=0.01],every=3],every=12]'
const plan = planOf(
  'rates',
  [
    {
      game: 'bilinear',
      metrics: ['distance'],
      budget: { steps: 60 },
      optimizers: ['gda[stepSize=9]', 'optimistic', long, 'fbf[nonsense=1]'],
    },
  ],
  2,
)
const dir = join(root, 'rates')
beforeAll(async () => {
  await runStudy(plan, dir, { jobs: 1 })
})

it('saddle status counts runs by state and outcome, row by row, with reasons, in 80 columns', async () => {
  const { code, out, err } = await saddle('status', dir)
  expect([code, err]).toEqual([0, ''])
  const lines = out.split('\n')
  for (const line of lines) if (!line.includes(root)) expect(line.length, line).toBeLessThanOrEqual(80)
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    'rates 6 of 8 runs done (2 diverged, 4 completed), 0 running, 0 pending, 2 failed; all made bilinear gda[stepSize=9] 2 of 2 2 diverged',
  )
  expect(out).toMatch(/\n {2}lookahead\[of=lookahead\[of=gda… {2}2 of 2 {2}2 completed\n/)
  expect(out).toMatch(/\n {2}fbf\[nonsense=1\] +0 of 2 {2}2 failed\n/)
  expect(out).toContain("'nonsense'")
  expect(out.replaceAll(/\s+/g, ' ')).toContain(`Make them again with: saddle retry ${dir} --failed`)
})

it('saddle status --json has the same', async () => {
  const { out } = await saddle('status', dir, '--json')
  expect(JSON.parse(out) as StudyStatus).toMatchObject({
    id: 'rates',
    running: false,
    states: { pending: 0, running: 0, done: 6, failed: 2 },
    outcomes: { diverged: 2, completed: 4 },
  })
})

it('saddle retry makes what has failed again and nothing else, and refuses to guess', async () => {
  expect(await saddle('retry', dir)).toMatchObject({
    code: 2,
    err: `saddle: say which runs of ${dir} to make again; valid: --failed\n`,
  })
  const [first, second] = plan.runs as [(typeof plan.runs)[0], (typeof plan.runs)[0]]
  const file = (run: typeof first): string => join(runPlace(dir, run).path, 'result.jsonl')
  const before = readFileSync(file(second), 'utf8')
  writeFileSync(file(first), 'cut')
  const { code, out } = await saddle('retry', dir, '--failed', '--jobs', '1')
  // Two of them cannot be made at all.
  expect(code).toBe(1)
  expect(out).toContain('rates: 3 runs\n')
  expect(out.replaceAll(/\s+/g, ' ')).toContain('6 of 8 runs done (2 diverged, 4 completed), 0 running, 0 pending, 2 failed')
  expect(readFileSync(file(second), 'utf8')).toBe(before)
})

it('a folder without a study is refused in a sentence', async () => {
  for (const words of [['status'], ['retry', '--failed']])
    expect(await saddle(words[0]!, root, ...words.slice(1))).toMatchObject({
      code: 2,
      err: `saddle: the folder '${root}' holds no study (study.json is missing); give one that saddle study was told with --out\n`,
    })
})
