import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Plan } from '../../studies/plan/plan.ts'
import { planStudy } from '../../studies/plan/plan-study.ts'
import { sourceOf } from '../../studies/plan/source.ts'
import type { GameEntry, StudyFile } from '../../studies/plan/study-file.ts'
import { fixture } from '../figures/play.ts'
import { lab } from './plan-files.ts'
import { verdicts } from '../../studies/expect/evaluate.ts'
import { readStudy } from '../../studies/plan/read-study.ts'
import { shippedIds, shippedPath } from '../../studies/shipped/index.ts'
import { choose } from '../../studies/tuning/choose.ts'
import { runStudy } from '../../studies/work/run-study.ts'
import type { DoneRun, StudyResults } from '../../studies/store/stored-run.ts'
import type { Summary } from '../../studies/study-page/summary.ts'
import { reportOf } from '../../studies/study-page/report.ts'
import { columnsOf } from '../../studies/study-page/table.ts'
import { saddle } from '../cli/saddle.ts'
import { share } from '../whole.ts'

/** Studies that have a section of another one's page. */
const pages: Readonly<Record<string, string>> = {
  'mixture-or-last': 'when-a-mixture-helps',
  'queues-on-bilinear': 'when-a-mixture-helps',
}
/** The rows of the tables of a study's page in docs, by column: `{ optimizer: 'gda', distance: '1.2', … }`. */
function documented(id: string): Record<string, string>[] {
  const page = readFileSync(fileURLToPath(new URL(`../../docs/studies/${pages[id] ?? id}.md`, import.meta.url)), 'utf8')
  const text = pages[id] ? page.split(/^## /m).find(section => section.includes(`${id}.yaml`))! : page
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

const labelled = (plan: Plan, { game, optimizer, reason }: Plan['refused'][number]) => ({
  row: plan.optimizers.find(o => o.id === optimizer)!.label,
  game: plan.games.find(g => g.id === game)!.label,
  reason,
})
const [dual, cones] = ['convex dual (exact)', 'alternating cone programs']
const unfit: Readonly<Record<string, readonly string[]>> = {
  'exact-against-heuristic': [
    `${cones} on digits, quadratic critic`,
    'PDHG on digits, quadratic critic',
    `${dual} on digits, lifted`,
    `${cones} on digits, lifted`,
    `${cones} on linear critic`,
    'PDHG on linear critic',
    `${cones} on polynomial critic`,
    'PDHG on polynomial critic',
    `${dual} on two neurons for three directions`,
    `${cones} on two neurons for three directions`,
    'PDHG on two neurons for three directions',
    `${dual} on ReLU critic`,
    'PDHG on ReLU critic',
  ],
  'critic-neurons': [`${dual} on m = 2 < k`],
  'mixture-or-last': ['Chekhov, theory algorithm on rock-paper-scissors', 'self-play, average on points of a circle'],
}
const neurons = fixture('critic_neurons') as {
  readonly p: number
  readonly eigenvalues: readonly number[]
  readonly runs: readonly { m: number; start: string; reached: number; gaps: number[] }[]
}
/** A shipped study with some of its games and rows, and a budget of a test's length. */
function smaller(id: string, change: (study: StudyFile) => Partial<StudyFile>): Plan {
  const { tuning: _, expect: __, ...study } = parse(readFileSync(shippedPath(id), 'utf8')) as StudyFile
  return planStudy(sourceOf({ ...study, ...change(study) }), lab)
}
const withLabel = (labels: readonly string[]) => (entry: string | { readonly label?: string }) =>
  typeof entry !== 'string' && labels.includes(entry.label!)

const root = mkdtempSync(join(tmpdir(), 'shipped-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('studies that come along', () => {
  it.each(shippedIds)('%s can be planned, and its id is that of its file', async id => {
    const { plan } = await readStudy(shippedPath(id), [])
    expect(plan.study.id).toBe(id)
    // Exact solvers and self-play stand beside games that they do not fit, with the sentence.
    const refused = plan.refused.map(r => labelled(plan, r))
    expect(refused.map(({ row, game }) => `${row} on ${game}`)).toEqual(unfit[id] ?? [])
    expect(
      refused.every(({ reason }) =>
        /does not offer|needs neurons \(m\) of at least 3|does not claim \(zeroSum, monotone\)/.test(reason),
      ),
    ).toBe(true)
    expect(plan.runs.length).toBeGreaterThan(0)
    expect(plan.study.expect!.length).toBeGreaterThan(0)
  })

  it('eight-gaussians tunes and plays its methods, with a hundredth of its budget', async () => {
    const plan = smaller('eight-gaussians', ({ optimizers }) => ({
      optimizers: share(optimizers, 2),
      tuning: { search: 'random', trials: 2, seeds: [1000] },
      seeds: 2,
      budget: { flops: 2e7 },
    }))
    const { runs, choices } = await runStudy(plan, join(root, 'ring'), { jobs: 1, choose })
    expect(choices.map(c => c.trials.length)).toEqual(Array(plan.optimizers.length).fill(2))
    const played = runs.filter(r => r.planned.purpose.kind === 'evaluation')
    expect(played).toHaveLength(2 * plan.optimizers.length)
    for (const { stored } of played) {
      if (stored?.state !== 'done') throw new Error(`a run is ${stored?.state ?? 'pending'}`)
      const { flops, metrics } = stored.marks.at(-1)!
      // A step costs at most 4 MFLOP.
      expect(flops).toBeGreaterThanOrEqual(2e7)
      expect(flops).toBeLessThan(2.4e7)
      expect(metrics['sliced-wasserstein']).toBeGreaterThan(0.05)
      expect(metrics['sliced-wasserstein']).toBeLessThan(2)
    }
  })

  // In full the rings of Gaussians and the stacked digits take minutes, Chekhov's horizons one (test/studies/chekhov-horizons.test.ts has the short ones), exact against heuristic three, the lifted game and the critic's neurons one each: their plans are tested above, their runs by the studies themselves.
  it.each(['bilinear-rates', 'dirac-gan', 'noise', 'alex-gda', 'mixture-or-last', 'queues-on-bilinear'])(
    '%s finds what it expects',
    { timeout: 240_000 },
    async id => {
      const { plan } = await readStudy(shippedPath(id), [])
      const results = await runStudy(plan, join(root, id), { jobs: 1, choose })
      expect(
        results.runs.flatMap(({ stored }) => (stored?.state === 'failed' ? [stored.reason] : (stored?.state ?? []))),
      ).toEqual(results.runs.map(() => 'done'))
      expect(documented(id)).toEqual(made(results, documented(id)))
      expect(verdicts(results).map(v => [v.finding, v.verdict])).toEqual(plan.study.expect!.map(e => [e.finding, 'holds']))
    },
  )

  it('queues-on-bilinear: distances after 400 steps of 0.1 are those of closed forms', { timeout: 60_000 }, async () => {
    const { plan } = await readStudy(shippedPath('queues-on-bilinear'), [])
    const { runs } = await runStudy(plan, join(root, 'queues-on-bilinear'), { jobs: 1, choose })
    const labels = plan.optimizers.map(o => o.label)
    const final = new Map(
      runs.map(({ planned, stored }) => {
        if (stored?.state !== 'done') throw new Error(`a run is ${stored?.state ?? 'pending'}`)
        return [labels[plan.optimizers.findIndex(o => o.id === planned.optimizer)]!, stored.marks.at(-1)!.metrics.distance!]
      }),
    )
    // |1 + iη|, |1 + 10iη| once in ten steps, and |1 − η² + iη|, from (1, 1).
    const from = (square: number, rounds: number): number => Math.SQRT2 * square ** (rounds / 2)
    expect(final.get('K = 1')! / from(1.01, 400)).toBeCloseTo(1, 9)
    expect(final.get('opponent renewed every 10 steps')! / from(2, 40)).toBeCloseTo(1, 9)
    expect(final.get('extragradient')! / from(0.99 ** 2 + 0.01, 400)).toBeCloseTo(1, 9)
    // |z⁺| of zₖ₊₁ = zₖ + iη·mean of the last K: complex numbers in place of two players.
    const queued = (K: number): number => {
      const past: [number, number][] = []
      let [x, y] = [1, 1]
      for (let k = 0; k < 400; k++) {
        past.push([x, y])
        const held = past.slice(-K)
        const mean = (c: 0 | 1): number => held.reduce((a, z) => a + z[c], 0) / held.length
        ;[x, y] = [x - 0.1 * mean(1), y + 0.1 * mean(0)]
      }
      return Math.hypot(x, y)
    }
    expect(final.get('K = 5')! / queued(5)).toBeCloseTo(1, 9)
    expect(final.get('K = 10')! / queued(10)).toBeCloseTo(1, 9)
  })

  it('exact against heuristic: value, violation, certified gap and solves of every row in one table', async () => {
    const plan = smaller('exact-against-heuristic', ({ games, optimizers }) => ({
      games: games.filter(withLabel(['linear critic', 'two neurons for three directions', 'ReLU critic'])),
      optimizers: [
        ...optimizers.filter(withLabel([dual, cones])),
        { optimizer: 'extragradient[stepSize=0.05]', label: 'extragradient' },
      ],
      seeds: 1,
      budget: { gradients: 8000 },
      measured: { spacing: 3 },
    }))
    const results = await runStudy(plan, join(root, 'exact'), { jobs: 1, choose })
    const { tables } = reportOf(results, {})
    const rows = tables.map(table => {
      const columns = columnsOf(table)
      expect(columns.map(c => c.name)).toEqual(expect.arrayContaining(['value', 'violation', 'FLOPs', 'seconds', 'outcome']))
      return table.map(s => Object.fromEntries(columns.map(c => [c.name, c.of(s).text])))
    })
    const [linear, few, relu] = rows
    expect(linear![0]).toMatchObject({ value: '2', solves: '1', FLOPs: '8 FLOP*', outcome: '1 converged' })
    expect(linear![1]).toMatchObject({ 'certified-gap': '–', 'solves': '–', 'outcome': 'refused' })
    // Two of three directions found: tr S = ⟨M, C⟩ − β‖M‖_* = λ₁ + λ₂ − 2β, and 2k(λ₃ − β) of violation are the gap; NumPy's is the same.
    expect(few![0]).toMatchObject({ outcome: 'refused' })
    const { gaps } = neurons.runs.find(r => r.m === 2 && r.start === 'data')!
    const [, , found] = tables[1]!
    expect((6 * (neurons.eigenvalues[2]! - 1)) / neurons.p).toBeCloseTo(gaps[0]!, 9)
    expect(found!.objective).toBeCloseTo(gaps[0]!, 6)
    expect(found!.measured.get('violation')).toBeCloseTo(neurons.eigenvalues[2]! - 1, 6)
    expect(tables[0]![2]!.objective).toBeLessThan(1e-4)
    // No gap is certified under a ReLU critic: violation and value, to NumPy's (relu_wgan.json).
    expect(Object.keys(relu![0]!)).not.toContain('certified-gap')
    expect(relu![1]!.solves).not.toBe('–')
    expect(tables[2]![1]!.objective).toBeLessThan(1e-9)
    expect(tables[2]![1]!.measured.get('value')).toBeCloseTo(1.909523907, 8)
    expect(tables[2]![2]!.objective).toBeGreaterThan(0.01)
  })

  it('ProCoGAN: the distance of the exact stages is that of the closed form, and stands beside what others had in as long', async () => {
    const digits = 'digits, 2 to 8 pixels'
    const plan = smaller('procogan', ({ games, optimizers }) => ({
      games: games
        .filter(withLabel([digits]))
        .map(game => ({ ...(game as GameEntry), metrics: ['frechet-distance[samples=4000]', 'stages'] })),
      columns: ['frechet-pixels-floor', 'violation'],
      optimizers: [
        ...optimizers.filter(withLabel(['exact stages'])),
        {
          optimizer: 'progressive[of=gda[stepSize=0.04,moves=["critic","generator"],direction=adam[beta1=0,beta2=0.99]],steps=4]',
          label: 'descent-ascent',
        },
      ],
      seeds: 1,
      budget: { gradients: 40 },
      measured: { every: 4 },
    }))
    const results = await runStudy(plan, join(root, 'procogan'), { jobs: 1, choose })
    const [[exact, trained]] = reportOf(results, {}).tables as [[Summary, Summary]]
    // NumPy's Σ(√λ − √(λ − β)₊)² + Σ_{i>k} λᵢ (progressive_wgan.json), and a sample's bias, which is about that of the floor.
    const { frechet } = fixture('progressive_wgan') as { readonly frechet: number }
    const floor = exact.measured.get('frechet-pixels-floor')!
    expect(exact.objective).toBeGreaterThan(frechet)
    expect(exact.objective).toBeLessThan(frechet + 1.5 * floor)
    expect(floor).toBeLessThan(0.2 * frechet)
    expect(exact.measured.get('violation')).toBeLessThan(1e-6)
    expect(
      columnsOf([exact, trained])
        .map(c => c.name)
        .slice(1, 3),
    ).toEqual([expect.stringMatching(/^at .* s$/), 'at 10.2 MFLOP'])
    // Descent-ascent's last measured step within the exact stages' FLOPs, by hand.
    const { marks } = results.runs.at(-1)!.stored as DoneRun
    expect(exact.equal[1]).toMatchObject({ axis: 'flops', cost: exact.spent.flops })
    const within = marks.filter(m => m.flops! <= exact.spent.flops!)
    expect(within.length).toBeGreaterThan(1)
    expect(trained.equal[1]!.value).toBe(within.at(-1)!.metrics['frechet-pixels'])
    expect(exact.equal.map(e => e.value)).toEqual([exact.objective, exact.objective])
  })

  it('extragradient needs no more neurons from rows of the data than a critic of the saddle has', () => {
    const reached = (m: number, start: string) => neurons.runs.find(r => r.m === m && r.start === start)!.reached
    expect([12, 6, 3, 2].map(m => reached(m, 'data'))).toEqual([20, 20, 20, 0])
    expect([12, 6, 2].map(m => reached(m, 'random'))).toEqual([20, 20, 0])
    expect(reached(3, 'random')).toBeLessThan(20)
  })

  it('is made by its id, ends as a report, and the report is made again from its folder', async () => {
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
