import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { PlannedRun } from '../../studies/plan/plan.ts'
import type { Range, StudyFile, Tuning } from '../../studies/plan/study-file.ts'
import type { DoneRun, StoredRun } from '../../studies/store/stored-run.ts'
import { bestOf } from '../../studies/tuning/best-of.ts'
import { choose } from '../../studies/tuning/choose.ts'
import { atEdge, gridOf, trialOptions } from '../../studies/tuning/draw.ts'
import { objectiveOf, oracleNote } from '../../studies/tuning/objective.ts'
import { oracleOf } from '../../studies/tuning/oracle.ts'
import { sensitivities } from '../../studies/tuning/sensitivity.ts'
import { doneRun } from './done-run.ts'
import { everything, planOf } from './plan-files.ts'

const random: Tuning = { search: 'random', trials: 5, seeds: [100] }
const row = (tune: Readonly<Record<string, Range>>, id = 'gda-1') => ({ id, tune })
const drawn = (range: Range, n: number): (number | string)[] =>
  Array.from({ length: n }, (_, j) => trialOptions(random, 'study', row({ x: range }), j).x!)

/** The largest distance between the distribution of the values and the uniform one (Kolmogorov–Smirnov). */
const apart = (shares: readonly number[]): number => {
  const sorted = [...shares].sort((a, b) => a - b)
  return Math.max(...sorted.map((u, i) => Math.max(Math.abs(u - i / sorted.length), Math.abs(u - (i + 1) / sorted.length))))
}
/** Beyond this, a sample of n uniform numbers lies once in ten thousand times. */
const rare = (n: number): number => Math.sqrt(-Math.log(1e-4 / 2) / (2 * n))

describe('trials', () => {
  it('are uniform on their range, or on its logarithm', () => {
    const n = 2000
    const real = drawn({ uniform: [-2, 6] }, n) as number[]
    expect(apart(real.map(x => (x + 2) / 8))).toBeLessThan(rare(n))
    const logs = drawn({ logUniform: [1e-4, 10] }, n) as number[]
    expect(apart(logs.map(x => (Math.log10(x) + 4) / 5))).toBeLessThan(rare(n))
    // Not uniform on the other scale.
    expect(apart(logs.map(x => x / 10))).toBeGreaterThan(rare(n))
    expect(Math.min(...real, ...logs)).toBeGreaterThanOrEqual(-2)
    const dice = drawn({ integers: [1, 6] }, 6000)
    const word = drawn({ choices: ['a', 'b'] }, 6000)
    for (const [values, one, p] of [...[1, 2, 3, 4, 5, 6].map(k => [dice, k, 1 / 6] as const), [word, 'a', 1 / 2] as const])
      expect(Math.abs(values.filter(v => v === one).length / 6000 - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 6000))
  })

  it('do not depend on how many there are, or on other options; on the study and the row they do', () => {
    const of = (study: string, id: string, tune: Readonly<Record<string, Range>>, trials: number) =>
      [0, 1, 2].map(j => trialOptions({ ...random, trials }, study, row(tune, id), j))
    const x: Range = { uniform: [0, 1] }
    expect(of('s', 'r', { x }, 3)).toEqual(of('s', 'r', { x }, 300))
    expect(of('s', 'r', { x, y: x }, 3).map(o => o.x)).toEqual(of('s', 'r', { x }, 3).map(o => o.x))
    expect(of('s', 'r', { x, y: x }, 3).map(o => o.y)).not.toEqual(of('s', 'r', { x, y: x }, 3).map(o => o.x))
    expect(of('t', 'r', { x }, 3)).not.toEqual(of('s', 'r', { x }, 3))
    expect(of('s', 'q', { x }, 3)).not.toEqual(of('s', 'r', { x }, 3))
  })

  it('on a grid go from end to end', () => {
    expect(gridOf({ uniform: [1, 2] }, 5)).toEqual([1, 1.25, 1.5, 1.75, 2])
    expect(gridOf({ logUniform: [0.001, 1] }, 4)).toEqual([0.001, 0.01, 0.1, 1])
    expect(gridOf({ integers: [2, 4] }, 9)).toEqual([2, 3, 4])
    expect(gridOf({ integers: [0, 100] }, 3)).toEqual([0, 50, 100])
    const grid: Tuning = { search: 'grid', points: 2, seeds: [1] }
    const all = [0, 1, 2, 3].map(j => trialOptions(grid, 's', row({ a: { uniform: [0, 1] }, b: { choices: ['p', 'q'] } }), j))
    expect(all).toEqual([
      { a: 0, b: 'p' },
      { a: 0, b: 'q' },
      { a: 1, b: 'p' },
      { a: 1, b: 'q' },
    ])
  })

  it('at an end of a range are flagged on its own scale', () => {
    const log: Range = { logUniform: [0.001, 1] }
    expect([0.0011, 0.0016, 0.6, 0.9].map(v => atEdge(log, v))).toEqual([true, false, false, true])
    expect([0.04, 0.06, 0.94, 0.96].map(v => atEdge({ uniform: [0, 1] }, v))).toEqual([true, false, false, true])
    expect([1, 2, 3].map(v => atEdge({ integers: [1, 3] }, v))).toEqual([true, false, true])
    expect([0.5, 0.1, 0.2].map(v => atEdge({ choices: [0.5, 0.1, 0.2] }, v))).toEqual([true, true, false])
    expect(atEdge({ choices: ['a', 'b'] }, 'a')).toBe(false)
  })
})

describe('the choice', () => {
  const plan = planOf(parse(everything) as StudyFile)
  const pair = plan.runs.find(r => r.purpose.kind === 'tuning')
  const runs = plan.runs.filter(r => r.purpose.kind === 'tuning' && r.game === pair!.game && r.optimizer === pair!.optimizer)
  /** Results of the trials: two values each, one a tuning seed; null where a run diverged. */
  const made = (values: readonly (readonly (number | null)[])[]) =>
    runs.map((planned): { planned: PlannedRun; stored: StoredRun } => {
      const { trial, seed } = planned.purpose as { trial: number; seed: number }
      const value = values[trial]?.[seed] ?? null
      return { planned, stored: doneRun(planned, { distance: [9, value ?? 1e9] }, value === null ? 'diverged' : 'completed') }
    })

  it('is the best mean over tuning seeds', () => {
    const choice = choose(
      plan,
      pair!,
      made([
        [1, 3],
        [0.5, 1.5],
        [0, 9],
        [4, 4],
      ]),
    )
    expect(choice.trials.map(t => t.objective)).toEqual([2, 1, 4.5, 4])
    expect(choice.options).toEqual(choice.trials[1]!.options)
    expect(choice.trials.map(t => t.keys)).toEqual(
      [0, 1, 2, 3].map(j => runs.filter(r => (r.purpose as { trial: number }).trial === j).map(r => r.key)),
    )
    expect(choice.cost).toEqual({ flops: 8 * 20, gradients: 8 * 4, seconds: 8 * 0.5 })
    expect(
      choose(
        plan,
        pair!,
        made(
          [
            [1, 3],
            [0.5, 1.5],
            [0, 9],
            [4, 4],
          ].map(v => v.map(x => x)),
        )
          .slice()
          .reverse(),
      ).options,
    ).toEqual(choice.options)
  })

  it('of equal ones is the earlier, and one that diverged is worst', () => {
    const of = (values: readonly (readonly (number | null)[])[]): unknown => {
      const { trials, options } = choose(plan, pair!, made(values))
      return trials.findIndex(t => t.options === options)
    }
    expect(
      of([
        [3, 3],
        [2, 2],
        [1, 3],
        [2, 2],
      ]),
    ).toBe(1)
    expect(
      of([
        [null, 0],
        [8, 8],
        [0, null],
        [9, 9],
      ]),
    ).toBe(1)
    expect(
      of([
        [null, 0],
        [null, null],
        [0, null],
        [null, 9],
      ]),
    ).toBe(0)
  })

  it('shows what it depends on, option by option', () => {
    const choice = choose(
      plan,
      pair!,
      made([
        [1, 3],
        [0.5, 1.5],
        [0, 9],
        [4, 4],
      ]),
    )
    const [size, kind] = sensitivities(choice)
    expect([size!.option, kind!.option]).toEqual(['of.stepSize', 'kind'])
    const values = size!.points.map(p => p.value as number)
    expect(values).toEqual([...values].sort((a, b) => a - b))
    for (const { value, objective, trial } of size!.points) {
      expect(choice.trials[trial]!.objective).toBe(objective)
      expect(choice.trials[trial]!.options['of.stepSize']).toBe(value)
    }
  })
})

describe('the best of k trials', () => {
  const file = new URL('../fixtures/best_of.json', import.meta.url)
  const { trials, least, largest } = JSON.parse(readFileSync(file, 'utf8')) as {
    trials: number[]
    least: { k: number; expected: number; quarter: number; median: number; threeQuarters: number }[]
    largest: number[]
  }
  it('is that of all subsets', () => {
    const ours = bestOf(trials, { metric: 'x' })
    expect(ours.map(b => b.k)).toEqual(least.map(b => b.k))
    ours.forEach((b, i) => {
      expect(Math.abs(b.expected - least[i]!.expected)).toBeLessThan(1e-14)
      expect([b.quarter, b.median, b.threeQuarters]).toEqual([least[i]!.quarter, least[i]!.median, least[i]!.threeQuarters])
    })
    bestOf(trials, { metric: 'x', better: 'max' }).forEach((b, i) =>
      expect(Math.abs(b.expected - largest[i]!)).toBeLessThan(1e-14),
    )
  })

  it('is infinite where all k can have diverged, and finite from then on', () => {
    const curve = bestOf([1, NaN, 2, NaN], { metric: 'x' })
    expect(curve.map(b => b.expected)).toEqual([Infinity, Infinity, 1.25, 1])
    expect(curve[0]!.median).toBe(2)
    expect(bestOf([NaN], { metric: 'x', better: 'max' })[0]!.expected).toBe(-Infinity)
  })
})

describe('oracles', () => {
  it('are labelled', () => {
    expect(oracleNote({ metric: 'x' })).toBeNull()
    expect(oracleNote({ metric: 'x', at: 'best' })).toMatch(/oracle/)
    const settings = [NaN, 3, 2, 2].map((value, row) => ({ row, value }))
    expect(oracleOf(settings, { metric: 'x' })).toMatchObject({
      row: 2,
      value: 2,
      note: expect.stringMatching(/oracle/) as string,
    })
    expect(oracleOf(settings, { metric: 'x', better: 'max' })).toMatchObject({ row: 1 })
  })

  it('the last measured step counts, the best one where asked', () => {
    const run = doneRun(null, { x: [5, 1, 3] }, 'completed') as DoneRun
    expect(objectiveOf(run, { metric: 'x' })).toBe(3)
    expect(objectiveOf(run, { metric: 'x', at: 'best' })).toBe(1)
    expect(objectiveOf(run, { metric: 'x', at: 'best', better: 'max' })).toBe(5)
    expect(objectiveOf(doneRun(null, { x: [1] }, 'diverged') as DoneRun, { metric: 'x' })).toBeNaN()
  })

  it('what is infinite is no number, whichever way is better', () => {
    for (const [x, better] of [
      [Infinity, 'max'],
      [-Infinity, 'min'],
    ] as const) {
      const run = doneRun(null, { x: [2, x] }, 'completed') as DoneRun
      expect(objectiveOf(run, { metric: 'x', better })).toBeNaN()
      expect(objectiveOf(run, { metric: 'x', better, at: 'best' })).toBe(2)
    }
  })
})
