import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { lengthOf } from '../../studies/plan/estimate.ts'
import { expectRefusal } from '../bad-input/refused.ts'
import { saddle } from '../cli/saddle.ts'
import { everything } from './plan-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'dry-run-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('saddle study FILE --dry-run', () => {
  it('prints the plan, the number of runs and an estimate, and makes no run', async () => {
    const { code, out, err } = await saddle(
      'study',
      file('study.yaml', everything),
      '--dry-run',
      '--out',
      join(folder, 'out'),
      '--jobs',
      '2',
    )
    expect(err).toBe('')
    expect(code).toBe(0)
    for (const part of [
      'A study (everything)',
      'xy         least distance, target 0.01, 100 steps',
      'quadratic  least field-norm, 50 steps or 10 seconds',
      'EG, stepSize = 0.3, extrapolation = 1',
      'tunes of.stepSize',
      // Trials: two games, four trials, two seeds; evaluations: two games, six rows, three seeds.
      '52 runs: 16 of trials and 36 of evaluations',
      'with 2 at a time',
      'FLOPs',
    ])
      expect(out).toContain(part)
    expect(Math.max(...out.split('\n').map(l => l.length))).toBeLessThanOrEqual(80)
    expect(readdirSync(folder)).toEqual(['study.yaml'])
  })

  it('refuses with one sentence', async () => {
    expectRefusal(await saddle('study', file('wrong.yaml', everything.replace('steps: 50', 'steps: x')), '--dry-run'), [
      "games[1].budget.steps must be an integer ≥ 1, got 'x' (wrong.yaml, line 12)",
    ])
    expectRefusal(await saddle('study', 'one-gan-five-way'), [
      "did you mean 'one-gan-five-ways'?",
      'or a file such as study.yaml',
    ])
    expectRefusal(await saddle('study', 'one-gan-five-ways', '--dry-run'), ['--dry-run shows the plan of a study file'])
    expectRefusal(await saddle('study', join(folder, 'none.yaml')), ['there is no study file'])
  })
})

it('a run is as long as the first of its budgets', () => {
  const cost = { secondsPerStep: 0.01, secondsPerMeasurement: 1, flopsPerStep: 200, gradientsPerStep: 4 }
  const measured = { every: 10 }
  expect(lengthOf({ budget: { steps: 100 }, measured }, cost)).toEqual({ steps: 100, seconds: 1 + 11, flops: 20000 })
  expect(lengthOf({ budget: { steps: 100, flops: 4001 }, measured }, cost).steps).toBe(21)
  expect(lengthOf({ budget: { gradients: 100, flops: 1e9 }, measured }, cost).steps).toBe(25)
  expect(lengthOf({ budget: { seconds: 2 }, measured }, cost).steps).toBe(200)
  // A solver that ends after three steps spends no more, whatever the budget.
  expect(lengthOf({ budget: { steps: 100 }, measured }, { ...cost, ended: 3 }).steps).toBe(3)
})
