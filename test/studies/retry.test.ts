/** Runs made again: not under the key of a plugin that is another one now, and with the tuning that follows from them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { planned, readStudy } from '../../studies/plan/read-study.ts'
import { sourceOf } from '../../studies/plan/source.ts'
import { runPlace } from '../../studies/store/run-place.ts'
import { readResults } from '../../studies/store/results.ts'
import { studyStatus } from '../../studies/store/status.ts'
import { choose } from '../../studies/tuning/choose.ts'
import { isChanged, retryFailed } from '../../studies/work/retry.ts'
import { runStudy } from '../../studies/work/run-study.ts'
import { minePlugin, mineStudy } from './mine.ts'

const root = mkdtempSync(join(tmpdir(), 'saddle-retry-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

it('a run of a plugin whose source is another one now is told, and no other', async () => {
  writeFileSync(join(root, 'mine.mjs'), minePlugin(1))
  writeFileSync(join(root, 'study.yaml'), mineStudy(1))
  const { plan, lab } = await readStudy(join(root, 'study.yaml'))
  expect(plan.runs.map(run => isChanged(run, lab))).toEqual([false, false])
  writeFileSync(join(root, 'mine.mjs'), minePlugin(2))
  expect(plan.runs.map(run => isChanged(run, lab))).toEqual([false, true])
})

it('a trial that is made again has its tuning chosen anew', async () => {
  const { plan } = await planned(
    sourceOf({
      id: 'tuned',
      title: 'Tuned',
      question: 'Which step size?',
      games: ['bilinear[start=[[1],[1]]]'],
      optimizers: [{ optimizer: 'extragradient', tune: { stepSize: { choices: [0.1, 0.7, 0.3] } } }],
      metrics: ['distance'],
      objective: { metric: 'distance' },
      seeds: 2,
      budget: { steps: 30 },
      tuning: { search: 'grid', seeds: [100] },
      execution: { precision: 'float64' },
    }),
  )
  const dir = join(root, 'tuned')
  const chosen = async (): Promise<unknown> => (await runStudy(plan, dir, { jobs: 1, choose })).choices.map(c => c.options)
  // A step multiplies the distance by √((1 − η²)² + η²), which is least at η = √½.
  expect(await chosen()).toEqual([{ stepSize: 0.7 }])
  const best = plan.runs.find(r => r.purpose.kind === 'tuning' && r.purpose.trial === 1)!
  runPlace(dir, best).forget()
  runPlace(dir, best).fail('no room', 1)
  expect(await chosen()).toEqual([{ stepSize: 0.3 }])

  const { made, rechosen } = await retryFailed(dir, { jobs: 1 })
  expect(made.map(r => r.state)).toEqual(['done'])
  expect(rechosen.map(c => c.options)).toEqual([{ stepSize: 0.7 }])
  const { plan: left, runs } = readResults(dir)
  expect([left.runs.length, runs.length]).toEqual([3, 0])
  expect(studyStatus(dir)).toMatchObject({ later: 2, states: { done: 3, failed: 0 } })
  // The evaluations of this choice have been made before and are found again.
  expect(await chosen()).toEqual([{ stepSize: 0.7 }])
  expect(readResults(dir).runs.map(r => [r.stored?.state, r.planned.spec.optimizer.includes('stepSize=0.7')])).toEqual([
    ['done', true],
    ['done', true],
  ])
})
