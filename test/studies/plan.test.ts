import { readFileSync } from 'node:fs'
import Ajv from 'ajv'
import { parse, stringify } from 'yaml'
import { describe, expect, it } from 'vitest'
import { instructionsOf, runKey } from '../../studies/plan/run-key.ts'
import type { Plan } from '../../studies/plan/plan.ts'
import { scheduleOf } from '../../studies/plan/schedule.ts'
import type { StudyFile } from '../../studies/plan/study-file.ts'
import { studySchema } from '../../studies/plan/study-shape.ts'
import { everything, planOf, planText } from './plan-files.ts'

const study = parse(everything) as StudyFile & Record<string, unknown>
const changed = (change: (s: StudyFile) => unknown): Plan => planOf(change(structuredClone(study)))
const keysOf = (plan: Plan): string[] => plan.runs.map(r => r.key)

describe('the plan of a study', () => {
  const plan = planText(everything)

  it('has every game with every setting, seed and trial', () => {
    expect(plan.optimizers.map(o => o.label)).toEqual([
      'gda',
      'EG, stepSize = 0.1, extrapolation = 0.5',
      'EG, stepSize = 0.1, extrapolation = 1',
      'EG, stepSize = 0.3, extrapolation = 0.5',
      'EG, stepSize = 0.3, extrapolation = 1',
      'averaged',
    ])
    expect(plan.refused).toEqual([])
    // Two games: five settings with three seeds, four trials with two.
    expect(plan.runs).toHaveLength(2 * (5 * 3 + 4 * 2))
    expect(new Set(keysOf(plan)).size).toBe(plan.runs.length)
    const [game, averaged] = [plan.games[0]!.id, plan.optimizers.at(-1)!.id]
    const chosen = plan.chosen(game, averaged, { 'of.stepSize': 0.25, 'kind': 'ema' })
    expect(chosen.map(r => r.spec.seeds)).toEqual([
      { data: 0, init: 0, latent: 0, evaluation: 0 },
      { data: 1, init: 1, latent: 1, evaluation: 1 },
      { data: 0, init: 5, latent: 7, evaluation: 0 },
    ])
    expect(chosen[0]!.spec.optimizer).toMatch(/^average\[kind=ema.*of=gda\[stepSize=0.25,/)
    expect(chosen[0]!.spec.budget).toEqual({ steps: 100 })
    expect(plan.runs.find(r => r.purpose.kind === 'tuning')!.spec.budget).toEqual({ steps: 20 })
  })

  it('writes every default out and keeps what a row says over what the study says', () => {
    const run = plan.runs.find(r => r.game === plan.games[1]!.id)!
    expect(run.spec).toMatchObject({
      optimizer: 'gda[stepSize=0.1,moves=simultaneous,direction=sgd]',
      budget: { steps: 50, seconds: 10 },
      measured: { spacing: 1.5 },
      execution: { execution: 'auto', precision: 'float64', threads: 1, device: 'cpu', backend: 'auto' },
    })
    expect(run.spec.metrics).toHaveLength(1)
  })

  it('is the same from YAML, JSON and an object', () => {
    expect(keysOf(planText(JSON.stringify(study, null, 2)))).toEqual(keysOf(plan))
    expect(keysOf(planOf(study))).toEqual(keysOf(plan))
  })

  it('renumbers nothing where a value, a row, a seed or a trial is added', () => {
    const more = changed(s => ({
      ...s,
      games: ['forsaken', ...s.games],
      optimizers: [
        'gda[stepSize=0.7]',
        ...s.optimizers.map(o =>
          typeof o === 'object' && o.grid
            ? { ...o, grid: { stepSize: [0.05, ...o.grid.stepSize!], extrapolation: [0.5, 0.7, 1] } }
            : o,
        ),
      ],
      metrics: s.metrics,
      seeds: [9, ...(s.seeds as number[])],
      tuning: { ...s.tuning, trials: 9 },
    }))
    const ids = (p: Plan): Set<string> => new Set([...p.games, ...p.optimizers].map(r => r.id))
    expect([...ids(plan)].filter(id => !ids(more).has(id))).toEqual([])
    const there = new Set(keysOf(more))
    expect(keysOf(plan).filter(key => !there.has(key))).toEqual([])
  })

  it('keys hold what decides bits, and neither labels, titles nor expectations', () => {
    const { expect: _, ...rest } = study
    const renamed = planOf({
      ...rest,
      title: 'Other',
      question: 'Other?',
      games: study.games.map(g => (typeof g === 'object' ? { ...g, label: `${g.game} renamed` } : g)),
      optimizers: study.optimizers.map(o => (typeof o === 'object' ? { ...o, label: `other ${o.optimizer}` } : o)),
    })
    expect(keysOf(renamed)).toEqual(keysOf(plan))
    const where = { saddlepoint: '1', onnxruntime: '2', tensorflowjs: '3', instructions: 'x64 avx2' }
    const { spec } = plan.runs[0]!
    const key = runKey(spec, [], where)
    const others = [
      runKey({ ...spec, seeds: { ...spec.seeds, evaluation: 1 } }, [], where),
      runKey({ ...spec, budget: { steps: 101 } }, [], where),
      runKey({ ...spec, execution: { ...spec.execution, threads: 2 } }, [], where),
      runKey({ ...spec, execution: { ...spec.execution, precision: 'float32' } }, [], where),
      runKey(spec, ['mine 00'], where),
      ...Object.keys(where).map(name => runKey(spec, [], { ...where, [name]: 'other' })),
    ]
    expect(new Set([key, ...others]).size).toBe(others.length + 1)
    expect(runKey({ ...spec, budget: { ...spec.budget } }, [], { ...where })).toBe(key)
  })

  it('reads the instruction set from what Linux says', () => {
    expect(instructionsOf('model name\t: X\nflags\t\t: fpu avx2 sse4_1 avx fma avx512f\n', 'x64')).toBe(
      'x64 avx avx2 avx512f fma sse4_1',
    )
    expect(instructionsOf('Features\t: fp asimd asimdhp sve crc32', 'arm64')).toBe('arm64 asimd asimdhp sve')
    expect(instructionsOf(null, 'arm64')).toBe('arm64')
  })

  it('a pair that cannot be put together is refused with the reason, and the others are run', () => {
    const { expect: _, ...rest } = study
    const games = [
      ...study.games,
      { game: 'quadratic-wgan[rank=2]', metrics: ['certified-gap'], objective: { metric: 'certified-gap' } },
    ]
    const mixed = planOf({ ...rest, optimizers: [...study.optimizers, 'convex-dual'], games })
    const dual = mixed.optimizers.at(-1)!.id
    expect(mixed.refused.map(r => [r.optimizer, r.game])).toEqual([
      [dual, mixed.games[0]!.id],
      [dual, mixed.games[1]!.id],
    ])
    expect(mixed.refused[0]!.reason).toMatch(/does not offer a staged view/)
    expect(mixed.runs.filter(r => r.optimizer === dual)).toHaveLength(3)
    expect(keysOf(mixed).length).toBeGreaterThan(0)
  })
})

describe('a game that offers a program and has none for its options', () => {
  it('is refused before any run, in its own sentence', () => {
    const game = (m: number) => ({
      game: `quadratic-wgan[data=[[2,1],[1,2],[0,1]],beta=0.1,latent=2,neurons=${m}]`,
      label: `m${m}`,
    })
    const certified = { metrics: ['certified-gap'], objective: { metric: 'certified-gap' } }
    const { expect: _, tuning: __, ...rest } = study
    const plan = planOf({ ...rest, ...certified, games: [game(2), game(1)], optimizers: ['convex-dual', 'gda'] })
    expect(plan.refused.map(r => [plan.games.find(g => g.id === r.game)!.label, r.reason])).toEqual([
      ['m1', 'quadratic-wgan: the closed form needs neurons (m) of at least 2, one for each eigenvalue above beta (β), got 1'],
    ])
  })
})

describe('the JSON Schema', () => {
  it('is current: npx tsx tools/study-schema.ts writes it', () => {
    const written = JSON.parse(readFileSync(new URL('../../studies/plan/schema.json', import.meta.url), 'utf8')) as unknown
    expect(written).toEqual(JSON.parse(JSON.stringify(studySchema)))
  })

  it('accepts what plans, and refuses what a shape refuses', () => {
    const valid = new Ajv().compile(studySchema)
    expect(valid(study), JSON.stringify(valid.errors)).toBe(true)
    for (const change of [
      { seeds: 0 },
      { budget: {} },
      { tuning: { search: 'bayes', seeds: [1] } },
      { colour: 'red' },
      { games: [] },
    ])
      expect(valid({ ...study, ...change }), stringify(change)).toBe(false)
  })
})

it('measures at steps that grow up to the first of every so many, and from there every so many', () => {
  const next = scheduleOf(changed(s => ({ ...s, measured: { spacing: 2, every: 12 } })).runs[0]!.spec.measured)
  const steps = [0]
  while (steps.at(-1)! < 40) steps.push(next(steps.at(-1)!))
  expect(steps).toEqual([0, 1, 2, 4, 8, 12, 24, 36, 48])
})
