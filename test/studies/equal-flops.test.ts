/** Tuning with the same FLOPs for every optimizer: fewer trials, or shorter ones, where a step costs more. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createLab } from '../../core/lab.ts'
import { builtin } from '../../plugins/builtin.ts'
import { planned } from '../../studies/plan/read-study.ts'
import { sourceOf } from '../../studies/plan/source.ts'
import type { PlannedRun } from '../../studies/plan/plan.ts'
import type { Tuning } from '../../studies/plan/study-file.ts'
import { runPlace } from '../../studies/store/run-place.ts'
import { makeRun } from '../../studies/work/make-run.ts'

const folder = mkdtempSync(join(tmpdir(), 'equal-flops-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const lab = createLab(builtin)
const tune = { stepSize: { logUniform: [0.01, 0.5] } }
const trialsOf = async (tuning: Partial<Tuning>): Promise<readonly PlannedRun[]> => {
  const { plan } = await planned(
    sourceOf({
      id: 'equal',
      title: 'Equal',
      question: 'Which?',
      games: ['bilinear[dimension=20]'],
      optimizers: [
        { optimizer: 'gda', label: 'one field', tune },
        { optimizer: 'extragradient', label: 'two fields', tune },
      ],
      metrics: ['distance'],
      objective: { metric: 'distance' },
      seeds: 1,
      budget: { steps: 30 },
      tuning: { search: 'random', seeds: [100, 101], ...tuning },
    }),
  )
  return plan.runs.filter(r => r.purpose.kind === 'tuning')
}
const one = (runs: readonly PlannedRun[], i: number): PlannedRun[] => {
  const rows = [...new Set(runs.map(r => r.optimizer))]
  return runs.filter(r => r.optimizer === rows[i])
}
const spentBy = async (run: PlannedRun): Promise<{ flops: number; step: number }> => {
  const done = await makeRun({ lab, run, place: runPlace(folder, run), signal: new AbortController().signal, pause: Infinity })
  const { flops, step } = done!.marks.at(-1)!
  return { flops: flops!, step }
}

describe('tuning.flops', () => {
  const flops = 1e7
  it('buys trials of so many steps: as many as the meter of a run says, half as many where a step costs twice', async () => {
    const runs = await trialsOf({ flops })
    const counts = [0, 1].map(i => one(runs, i).length / 2)
    for (const i of [0, 1]) {
      const each = 2 * (await spentBy(one(runs, i)[0]!)).flops
      expect(counts[i]! * each).toBeLessThanOrEqual(flops)
      expect((counts[i]! + 1) * each).toBeGreaterThan(flops)
    }
    expect(counts[1]! / counts[0]!).toBeGreaterThan(0.45)
    expect(counts[1]! / counts[0]!).toBeLessThan(0.55)
  })
  it('with a number of trials is shared among them: half the steps where a step costs twice', async () => {
    const runs = await trialsOf({ flops: 2e5, trials: 4 })
    expect(runs.map(r => r.spec.budget)).toEqual(Array.from({ length: 16 }, () => ({ flops: 25_000 })))
    const [few, many] = [await spentBy(one(runs, 1)[0]!), await spentBy(one(runs, 0)[0]!)]
    expect(few.step / many.step).toBeGreaterThan(0.45)
    expect(few.step / many.step).toBeLessThan(0.55)
  })
  it('is shared among the points of a grid too', async () => {
    const runs = await trialsOf({ search: 'grid', points: 5, flops: 1e5 })
    expect(new Set(runs.map(r => JSON.stringify(r.spec.budget)))).toEqual(new Set(['{"flops":10000}']))
  })
  it('that pays for no trial is refused', async () => {
    await expect(trialsOf({ flops: 10 })).rejects.toThrow('tuning.flops buys no trial of one field on bilinear[dimension=20]')
  })
})
