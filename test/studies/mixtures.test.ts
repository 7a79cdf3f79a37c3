import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createLab } from '../../core/lab.ts'
import { builtin } from '../../plugins/builtin.ts'
import { writeReport } from '../../studies/exports/write-report.ts'
import { planStudy } from '../../studies/plan/plan-study.ts'
import { sourceOf } from '../../studies/plan/source.ts'
import { keptPicture } from '../../studies/store/done-text.ts'
import { runPlace } from '../../studies/store/run-place.ts'
import type { DoneRun } from '../../studies/store/stored-run.ts'
import { makeRun } from '../../studies/work/make-run.ts'

const folder = mkdtempSync(join(tmpdir(), 'study-mixtures-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const lab = createLab(builtin)
const queue = 'chekhov[stepSize=0.05,queue=3'
const plan = planStudy(
  sourceOf({
    id: 'mixtures',
    title: 'Mixtures',
    question: 'Do a queue and its newest strategies differ?',
    games: [{ game: 'gan[batch=4,latent=2]', label: 'ring', players: { generator: 'mlp[hidden=[4]]', critic: 'mlp[hidden=[4]]' }, picture: 'components[side=9]' }], // prettier-ignore
    optimizers: [
      { optimizer: `${queue}]`, label: 'mixture' },
      { optimizer: `${queue},sample=newest]`, label: 'last' },
    ],
    metrics: ['field-norm', 'averages', 'losses'],
    objective: { metric: 'field-norm' },
    columns: ['loss-generator'],
    seeds: 1,
    budget: { steps: 12 },
    execution: { precision: 'float64' },
  }),
  lab,
)

it('rows of a mixture and of its newest strategies: numbers, columns, pictures, and a run that is taken up again', async () => {
  const never = new AbortController().signal
  const runs = []
  for (const planned of plan.runs)
    runs.push({ planned, stored: await makeRun({ lab, run: planned, place: runPlace(folder, planned), signal: never, pause: Infinity }) }) // prettier-ignore
  const [mixture, last] = runs.map(r => r.stored!) as [DoneRun, DoneRun]
  // Each row holds what the other answers with beside its own.
  mixture.marks.forEach(({ metrics }, i) => {
    const other = last.marks[i]!.metrics
    expect(metrics['field-norm-last']).toBe(other['field-norm'])
    expect(other['field-norm-mixture']).toBe(metrics['field-norm'])
  })
  const end = mixture.marks.at(-1)!.metrics
  expect(end['field-norm']).not.toBe(end['field-norm-last'])
  // One panel of 9 cells and its bar, and at the end three in two rows.
  const size = ({ pictures }: DoneRun, i: number): number[] => [pictures.at(i)!.picture.width, pictures.at(i)!.picture.height]
  expect([size(mixture, 0), size(mixture, -1), size(last, -1)]).toEqual([
    [9, 12],
    [21, 27],
    [9, 12],
  ])
  writeReport({ plan, runs, choices: [], seconds: 1 }, folder, {})
  expect(readFileSync(join(folder, 'table.md'), 'utf8')).toContain('loss-generator')
  expect(readFileSync(join(folder, 'index.html'), 'utf8')).toContain('Pictures over training')

  // Left half way, and taken up again.
  const run = plan.runs[0]!
  const place = runPlace(join(folder, 'left'), run)
  place.lock()()
  const stop = new AbortController()
  const left = { lab, run, place, pause: 0 }
  expect(await makeRun({ ...left, signal: stop.signal, news: ({ step }) => step >= 6 && stop.abort() })).toBe(null)
  expect(place.step()).toBeLessThan(12)
  const again = await makeRun({ ...left, signal: never })
  expect(again!.marks.map(m => m.metrics)).toEqual(mixture.marks.map(m => m.metrics))
  expect(again!.pictures.map(keptPicture)).toEqual(mixture.pictures.map(keptPicture))
})
