import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { runtime } from '../../core/compile/runtime.ts'
import { createLab } from '../../core/lab.ts'
import { builtin } from '../../plugins/builtin.ts'
import type { Plan } from '../../studies/plan/plan.ts'
import { runPlace } from '../../studies/store/run-place.ts'
import { studyStatus } from '../../studies/store/status.ts'
import type { Choice, DoneRun } from '../../studies/store/stored-run.ts'
import { makeRun } from '../../studies/work/make-run.ts'
import { pace } from '../../studies/work/pace.ts'
import { queue } from '../../studies/work/queue.ts'
import { retryFailed } from '../../studies/work/retry.ts'
import { runStudy, type StudyNews, type StudyWork } from '../../studies/work/run-study.ts'
import { planned, planOf, specOf } from './planned.ts'

const root = mkdtempSync(join(tmpdir(), 'saddle-work-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folders = 0
const fresh = (): string => join(root, String(folders++))

const bilinear = { game: 'bilinear', metrics: ['distance'], budget: { steps: 50 } }
const ring = {
  game: 'gan[data=ring,batch=8,latent=2,penalty=r1]',
  players: { generator: 'mlp[hidden=[8]]', critic: 'mlp[hidden=[8]]' },
  metrics: ['losses'],
  picture: 'samples[side=16]',
  budget: { steps: 300 },
}
/** Without what holds seconds. */
const timeless = (run: unknown): string => JSON.stringify(run, (name, x: unknown) => (name === 'seconds' ? undefined : x))
async function made(plan: Plan, dir: string, work: Partial<StudyWork> = {}) {
  const news: StudyNews[] = []
  const results = await runStudy(plan, dir, { jobs: 2, tell: n => news.push(n), ...work })
  const ended = news.flatMap(n => (n.kind === 'ended' && !n.before ? [n.run.key] : []))
  return { results, news, ended }
}

describe('one run', () => {
  const lab = createLab(builtin)
  const run = planned('ring', 'extragradient', specOf(ring, 'extragradient[stepSize=0.01,direction=adam]', 3), {
    kind: 'evaluation',
    seed: 3,
  })
  const never = new AbortController().signal

  it('that was left anywhere and taken up again ends as one that never was, marks, pictures and all', async () => {
    const whole = await makeRun({ lab, run, place: runPlace(fresh(), run), signal: never, pause: Infinity })
    expect(whole!.outcome.kind).toBe('completed')
    expect(whole!.pictures.map(p => p.step)).toEqual(
      [0, 1, 2, 4, 9, 19, 42, 94, 141, 300].filter(s => whole!.pictures.some(p => p.step === s)),
    )
    expect(whole!.pictures.length).toBeGreaterThan(6)
    const dir = fresh()
    const place = runPlace(dir, run)
    place.lock()()
    let last: DoneRun | null = null
    let sittings = 0
    const steps: number[] = []
    for (; last === null; sittings++) {
      const stop = new AbortController()
      const from = place.step()
      last = await makeRun({
        lab,
        run,
        place,
        signal: stop.signal,
        pause: 0,
        // It is left after about 60 steps, wherever that is.
        news: ({ step }) => step >= from + 60 && stop.abort(),
      })
      steps.push(place.step())
    }
    expect(sittings).toBeGreaterThan(2)
    expect(steps.slice(0, -1).some(s => s > 0)).toBe(true)
    // What has been saved has its pictures in 255ths; so has what is kept.
    place.finish(last)
    const other = runPlace(fresh(), run)
    other.lock()()
    other.finish(whole!)
    expect(timeless(place.stored())).toBe(timeless(other.stored()))
  })

  it('shares its programs with runs of another step size or seed', async () => {
    const create = vi.spyOn(runtime().InferenceSession, 'create')
    const session = async (optimizer: string, seed: number): Promise<number> => {
      create.mockClear()
      const one = planned('ring', 'o', specOf({ ...ring, metrics: ['losses'] }, optimizer, seed), { kind: 'evaluation', seed })
      await makeRun({ lab, run: one, place: runPlace(fresh(), one), signal: never, pause: Infinity })
      return create.mock.calls.length
    }
    expect(await session('optimistic[stepSize=0.01]', 0)).toBeGreaterThan(0)
    expect(await session('optimistic[stepSize=0.02]', 0)).toBe(0)
    expect(await session('optimistic[stepSize=0.03]', 5)).toBe(0)
    create.mockRestore()
  })
})

describe('a study', () => {
  const optimizers = ['extragradient', 'gda[stepSize=9]', 'fbf[nonsense=1]'] as const
  const plan = (seeds: number): Plan => planOf('hand', [{ ...bilinear, budget: { steps: 200 }, optimizers }], seeds)

  it('keeps failed and diverged runs, stops none for another, makes no run twice, and takes more seeds in', async () => {
    const dir = fresh()
    const first = await made(plan(2), dir)
    const kinds = first.results.runs.map(({ stored }) => (stored?.state === 'done' ? stored.outcome.kind : stored?.state))
    expect(kinds).toEqual(['completed', 'completed', 'diverged', 'diverged', 'failed', 'failed'])
    expect(first.results.runs[4]!.stored).toMatchObject({ reason: expect.stringContaining("'nonsense'") as string, attempts: 1 })
    const files = () => readdirSync(join(dir, 'runs')).map(k => readFileSync(runFile(dir, k), 'utf8'))
    const before = files()

    const again = await made(plan(2), dir)
    expect(again.ended).toEqual([])
    expect(timeless(again.results.runs)).toBe(timeless(first.results.runs))
    expect(files()).toEqual(before)

    const more = await made(plan(3), dir)
    expect(more.ended.length).toBe(3)
    expect(more.results.runs.filter(r => r.planned.purpose.seed < 2).map(r => timeless(r.stored))).toEqual(
      first.results.runs.map(r => timeless(r.stored)),
    )
    expect(studyStatus(dir)).toMatchObject({
      running: false,
      states: { pending: 0, running: 0, done: 6, failed: 3 },
      outcomes: { completed: 3, diverged: 3 },
    })

    // One result is lost to damage; retry makes it and the failed ones again, and no other.
    const key = first.results.runs[0]!.planned.key
    writeFileSync(join(dir, 'runs', key, 'result.jsonl'), 'cut o')
    const { made: retried } = await retryFailed(dir, { jobs: 2 })
    expect(retried.map(r => r.state).sort()).toEqual(['done', 'failed', 'failed', 'failed'])
    expect(timeless(runPlace(dir, first.results.runs[0]!.planned).stored())).toBe(timeless(first.results.runs[0]!.stored))
  })

  it('stops at a signal with everything saved, and goes on', async () => {
    const long = planOf('hand', [{ ...bilinear, budget: { steps: 150_000 }, optimizers: ['extragradient'] }], 2)
    const dir = fresh()
    const stop = new AbortController()
    const stopped = await made(long, dir, {
      signal: stop.signal,
      tell: n => {
        if (n.kind === 'news' && n.step > 1000) stop.abort()
      },
    })
    expect(stopped.results.runs.map(r => r.stored)).toEqual([null, null])
    expect(Math.max(...long.runs.map(r => runPlace(dir, r).step()))).toBeGreaterThan(1000)
    expect(studyStatus(dir)).toMatchObject({ running: false, states: { pending: 2, running: 0 } })
    const saved = new Map(long.runs.map(r => [r.key, runPlace(dir, r).step()]))
    const { results, news } = await made(long, dir)
    expect(results.runs.map(r => r.stored?.state)).toEqual(['done', 'done'])
    for (const n of news) if (n.kind === 'news') expect(n.step).toBeGreaterThan(saved.get(n.run.key)!)
  })

  it('ends with a sentence where the disk is full, keeps what is done, and goes on when there is room', async () => {
    const small = planOf('hand', [{ ...bilinear, optimizers: ['extragradient'] }], 3)
    const dir = fresh()
    const full = runPlace(dir, small.runs[1]!)
    full.lock()()
    symlinkSync('/dev/full', join(full.path, 'result.jsonl.next'))
    await expect(made(small, dir, { jobs: 1 })).rejects.toThrow(
      `${join(full.path, 'result.jsonl')} cannot be written (no space left on device, ENOSPC); make room or mend its permissions and start the study again: what is done is kept`,
    )
    expect(small.runs.map(r => runPlace(dir, r).stored()?.state ?? null)).toEqual(['done', null, null])
    const after = await made(small, dir)
    expect(after.ended.length).toBe(2)
  })

  it('counts a run as failed whose worker ends again and again, and makes the others', async () => {
    const dir = fresh()
    const plugin = join(root, 'ends.mjs')
    const source = new URL('../../index.ts', import.meta.url).href
    writeFileSync(
      plugin,
      `import { defineGame, definePlugin } from ${JSON.stringify(source)}
export default definePlugin({ name: 'ends', version: '1.0.0', games: [defineGame({ id: 'ends', about: 'Ends its process.', source: 'none', config: {}, create: () => process.exit(7) })] })
`,
    )
    const two = planOf(
      'hand',
      [
        { ...bilinear, game: 'ends', optimizers: ['gda'] },
        { ...bilinear, optimizers: ['gda'] },
      ],
      1,
    )
    const { results, news } = await made({ ...two, study: { ...two.study, plugins: [plugin] } }, dir, { attempts: 2 })
    expect(results.runs[0]!.stored).toMatchObject({
      state: 'failed',
      attempts: 2,
      reason: 'the worker that made it ended 2 times one after another (exit code 7)',
    })
    expect(results.runs[1]!.stored!.state).toBe('done')
    expect(news.filter(n => n.kind === 'again').length).toBe(1)
  })

  it('makes trials first, then the evaluations of what is chosen, also where it is stopped between them', async () => {
    const pair = { game: 'bilinear', optimizer: 'gda' }
    const trial = (stepSize: number, i: number) =>
      planned('bilinear', 'gda', specOf(bilinear, `gda[stepSize=${stepSize}]`, 100 + i), { kind: 'tuning', trial: i, seed: 0 })
    const trials = [0.1, 0.01].map(trial)
    const tuned: Plan = planOf('hand', [{ ...bilinear, optimizers: ['gda'] }], 0, {
      runs: trials,
      chosen: (game, optimizer, { stepSize }) =>
        [0, 1].map(seed =>
          planned(game, optimizer, specOf(bilinear, `gda[stepSize=${stepSize}]`, seed), { kind: 'evaluation', seed }),
        ),
    })
    const choose: StudyWork['choose'] = (_, p, all): Choice => {
      expect(p).toEqual(pair)
      const objective = all.map(t => (t.stored as DoneRun).marks.at(-1)!.metrics.distance!)
      return {
        ...pair,
        options: { stepSize: objective[0]! < objective[1]! ? 0.1 : 0.01 },
        trials: all.map((t, i) => ({ options: {}, objective: objective[i]!, keys: [t.planned.key] })),
        atEdge: ['stepSize'],
        cost: { flops: 1, gradients: 1, seconds: 1 },
      }
    }
    const dir = fresh()
    const { results, ended } = await made(tuned, dir, { choose })
    expect(ended.slice(0, 2).sort()).toEqual(trials.map(t => t.key).sort())
    // Descent-ascent moves away from the bilinear saddle, the slower the smaller its step.
    expect(results.choices.map(c => c.options)).toEqual([{ stepSize: 0.01 }])
    expect(results.runs.map(r => [r.planned.purpose.seed, r.stored?.state])).toEqual([
      [0, 'done'],
      [1, 'done'],
    ])
    expect((await made(tuned, dir, { choose })).ended).toEqual([])
    expect(studyStatus(dir)).toMatchObject({ later: 0, states: { done: 4 } })
  })
})

const runFile = (dir: string, key: string): string => {
  const name = readdirSync(join(dir, 'runs', key)).find(n => n === 'result.jsonl' || n === 'failure.json')!
  return join(dir, 'runs', key, name)
}

describe('the queue', () => {
  const runs = planOf(
    'hand',
    [
      { ...bilinear, optimizers: ['gda[stepSize=0.1]', 'gda[stepSize=0.2]', 'optimistic'] },
      { ...bilinear, game: 'quadratic', optimizers: ['gda'] },
    ],
    2,
  ).runs
  it('keeps a worker with its program, whatever the step size and seed, and apart from others while there is enough to do', async () => {
    const q = queue()
    q.add(runs)
    const taken: [number, string][] = []
    for (const worker of [0, 1, 0, 1, 0, 1, 0, 1])
      taken.push([worker, (await q.take(worker))!.spec.optimizer + (await Promise.resolve(''))])
    expect(taken).toEqual([
      [0, 'gda[stepSize=0.1]'],
      [1, 'optimistic'],
      [0, 'gda[stepSize=0.1]'],
      [1, 'optimistic'],
      [0, 'gda[stepSize=0.2]'],
      [1, 'gda'],
      [0, 'gda[stepSize=0.2]'],
      [1, 'gda'],
    ])
    const waits = q.take(0)
    q.add(runs.slice(0, 1))
    expect((await waits)!.key).toBe(runs[0]!.key)
    const none = q.take(1)
    q.close()
    expect(await none).toBeNull()
    expect(await q.take(0)).toBeNull()
  })
})

it('the time left follows from the runs of the row, else of its group, else of what runs promise', () => {
  let now = 0
  const p = pace(() => now)
  const row = (name: string, group = 'g') => ({ row: name, group })
  expect(p.left([row('a')], 2)).toBeNull()
  p.begun('1', 'a', 'g')
  p.share('1', 0.25)
  now = 2
  // 6 s of it are left, and three more of 8 s each: 30 s on two workers.
  expect(p.left([row('a'), row('a'), row('b')], 2)).toBe(15)
  now = 10
  p.ended('1')
  p.begun('2', 'b', 'g')
  now = 14
  p.ended('2')
  expect(p.perMinute()).toBeCloseTo(60 / 7, 12)
  expect(p.left([row('a')], 2)).toBe(10)
  expect(p.left([row('b')], 2)).toBe(4)
  expect(p.left([row('c')], 2)).toBe(7)
  expect(p.left([row('a'), row('b')], 2)).toBe(7)
})
