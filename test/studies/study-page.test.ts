import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseHTML } from 'linkedom'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { latex } from '../../studies/exports/latex.ts'
import { writeReport } from '../../studies/exports/write-report.ts'
import { flopCount, readable } from '../../studies/report/markup.ts'
import { seedWord } from '../../studies/report/run-flags.ts'
import { signTest } from '../../studies/statistics/sign-test.ts'
import { valueEnds } from '../../studies/study-page/axes.ts'
import { gathered } from '../../studies/study-page/gathered.ts'
import { runCommand } from '../../studies/study-page/commands.ts'
import { bestBeyondChance, summaries } from '../../studies/study-page/summary.ts'
import type { StudyResults } from '../../studies/store/stored-run.ts'
import { synthetic, type Size } from './synthetic.ts'
import { tabulars } from './tabular.ts'

const folder = mkdtempSync(join(tmpdir(), 'saddle-report-'))
afterAll(() => rmSync(folder, { recursive: true }))
const read = (name: string, file: string): string => readFileSync(join(folder, name, file), 'utf8')

const few: Size = { games: 2, rows: 8, seeds: 3, marks: 45, tuned: true, pictures: true, pending: 17 }
const many: Size = { games: 2, rows: 8, seeds: 12, marks: 45 }
const made: Record<string, StudyResults> = {}
let page: Document
let manyPage: Document
const known = {
  checked: [
    {
      finding: 'Extragradient comes near.',
      holds: 'median("extragradient", "bilinear") < 1',
      verdict: 'holds' as const,
      numbers: [{ text: 'median("extragradient", "bilinear")', value: 2.5e-4 }],
      reason: null,
    },
    {
      finding: 'GDA does <too>.',
      holds: 'median("GDA", "bilinear") < 1',
      verdict: 'fails' as const,
      numbers: [{ text: 'median("GDA", "bilinear")', value: Infinity }],
      reason: null,
    },
    {
      finding: 'All end.',
      holds: 'seeds("GDA", "bilinear") == 3',
      verdict: 'undecided' as const,
      numbers: [],
      reason: '1 run has not ended',
    },
  ],
  predicted: [{ game: 'g0', optimizer: 'o2', verdict: { kind: 'converges' as const, rate: 0.9994, angle: 0 } }],
}
const texts = (root: Document | Element, selector: string): string[] =>
  [...root.querySelectorAll(selector)].map(e => e.textContent)

beforeAll(() => {
  for (const [name, size] of Object.entries({ few, many })) {
    made[name] = synthetic(size)
    writeReport(made[name], join(folder, name), name === 'few' ? known : {})
  }
  page = parseHTML(read('few', 'index.html')).document
  manyPage = parseHTML(read('many', 'index.html')).document
})

describe('the page of a study', () => {
  it('says first what was asked and what was found', () => {
    const main = page.querySelector('main')!
    expect([...main.children].slice(0, 3).map(e => `${e.tagName}.${e.className}`)).toEqual(['H1.', 'P.lead', 'SECTION.verdict'])
    expect(texts(page, '.verdict > p')[0]).toBe('Of 3 expectations 1 holds, 1 fails and 1 is undecided.')
    expect(texts(page, '.checked li > b')).toEqual(['holds', 'fails', 'undecided'])
    expect(texts(page, '.checked li')[0]).toContain('= 2.5·10⁻⁴')
    expect(texts(page, '.checked li')[1]).toContain('= ∞')
    expect(texts(page, '.checked li')[1]).toContain('GDA does <too>.')
    expect(texts(page, '.checked li')[2]).toContain('1 run has not ended')
  })
  it('says that it is not finished, and how far it is', () => {
    expect(texts(page, '.state')[0]).toBe('Not finished: 42 of 45 runs have ended. What follows is what they say so far.')
    expect(manyPage.querySelector('.state')).toBeNull()
  })
  it('draws every run of three seeds, and the median with a band of twelve', () => {
    const lines = (root: Document): Element[] => [...root.querySelector('.plot .lines')!.children]
    const runs = made.few!.runs.filter(r => r.planned.game === 'g0' && r.stored?.state === 'done').length
    // And the predicted rate.
    expect(lines(page).length).toBe(runs + 1)
    expect(page.querySelectorAll('.plot .lines path[fill-opacity]').length).toBe(0)
    expect(lines(manyPage).length).toBe(8)
    expect(lines(manyPage).every(l => l.querySelector('path[fill-opacity]'))).toBe(true)
  })
  it('keeps what diverged, failed, was refused and is pending, with reasons', () => {
    const cells = [...page.querySelectorAll('.matrix tbody tr.r0 td')]
    expect(cells[1]!.textContent).toBe('2 diverged1 pending')
    expect(cells[1]!.getAttribute('title')).toMatch(/^diverged, seeds 0, 2: step \d+ made an entry of 1.1e\+12/)
    expect(texts(page, '.matrix tbody tr.r4 td')[2]).toContain('1 failed')
    expect(texts(page, '.matrix tbody tr.r6 td')[2]).toBe('refused')
    expect(texts(page, '.reasons td').join('\n')).toContain('the worker was killed by SIGKILL (3 attempts)')
    const row = texts(page.querySelector('.results tbody tr.r0')!, 'td')
    expect(row.slice(0, 4)).toEqual(['GDA', 'diverged', '0 of 2', 'not reached'])
  })
  it('counts every run once in its matrix', () => {
    const counted = texts(manyPage, '.matrix td span[class^=t-]').reduce((n, t) => n + (Number.parseInt(t) || 0), 0)
    expect(counted).toBe(made.many!.runs.length)
  })
  it('has the ledger and seconds beside FLOPs, and no column of zeros', () => {
    const head = texts(page.querySelector('.results')!, 'th')
    expect(head).toEqual([
      'optimizer',
      'distance',
      'target reached',
      'FLOPs to target',
      'FLOPs',
      'gradients',
      'Jacobian products',
      'samples',
      'seconds',
      'outcome',
    ])
  })
  it('claims nothing of three seeds', () => {
    expect(page.querySelector('.results b')).toBeNull()
    expect(texts(page, 'small').join('\n')).toContain('with fewer than ten seeds no interval is claimed')
    expect(page.querySelector('.verdict')!.textContent).toContain('with fewer than ten seeds that claims nothing')
  })
  it('has the command of every row', () => {
    const commands = texts(page, '.commands pre')
    // One pair is refused, and has none.
    expect(commands.length).toBe(15)
    for (const c of commands)
      expect(c).toMatch(
        /^npx saddle run --game 'bilinear\[dimension=\d\]' .*--optimizer 'gda\[stepSize=[\d.]+\]' .*--steps 10000 --precision float64 --seed \d+$/,
      )
  })
  it('flags choices at the edge of their range, and says what tuning cost', () => {
    expect(page.querySelectorAll('span.edge').length).toBe(2)
    expect(page.querySelector('#tuning + p b')!.textContent).toBe('2 choices lie at the edge of a range')
    expect(texts(page, '#tuning ~ div tbody tr')[0]).toContain('120 MFLOP240 k3.2')
    const titles = texts(page, 'h4')
    for (const t of ['Objective against stepSize', 'Objective against direction.beta1'])
      expect(titles.filter(x => x === t).length).toBe(2)
  })
  it('shows pictures over training', () => {
    const lines = [...page.querySelectorAll('.training .draws')]
    expect(lines.length).toBeGreaterThan(4)
    for (const l of lines) expect(l.querySelectorAll('img').length).toBeGreaterThan(1)
  })
  it('says by what it was made', () => {
    const facts = texts(page, 'dd').join('\n')
    expect(facts).toContain(
      '42 runs: saddlepoint 0.1.0, Node 20.20.2, ONNX Runtime 1.30.0'.replace(
        '42',
        String(made.few!.runs.filter(r => r.stored?.state === 'done').length),
      ),
    )
    expect(facts).toContain('Test CPU, compiled steps on 1 thread')
  })
  it('stands alone', () => {
    for (const name of ['few', 'many']) {
      const html = read(name, 'index.html')
      expect(html).not.toMatch(/(src|href)="(?!data:|#)|@import|url\((?!data:|#)/)
      expect(html.replace(/<script[\s\S]*?<\/script>/g, '')).not.toMatch(/undefined|NaN|\[object/)
      expect(html).toContain('prefers-color-scheme: dark')
    }
  })
  it('is the same page each time', () => {
    writeReport(synthetic(few), join(folder, 'again'), known)
    expect(read('again', 'index.html')).toBe(read('few', 'index.html'))
  })
  it('is right of a study of which nothing has ended, and of one run', () => {
    const none = { ...made.few!, runs: made.few!.runs.map(r => ({ ...r, stored: null })), choices: [] }
    const one = { ...none, runs: made.few!.runs.map((r, i) => (i === 6 ? r : { ...r, stored: null })) }
    for (const [i, results] of [none, one].entries()) {
      writeReport(results, join(folder, `least-${i}`))
      const html = read(`least-${i}`, 'index.html')
      expect(html).toContain(`${i} of 45 runs have ended`)
      expect(html.replace(/<script[\s\S]*?<\/script>/g, '')).not.toMatch(/undefined|NaN|Infinity|\[object/)
    }
  })
})

describe('what is better beyond chance', () => {
  const cellsOf = (finals: readonly (readonly number[])[]) => {
    const results = synthetic({ games: 1, rows: finals.length, seeds: finals[0]!.length, marks: 3 })
    const runs = results.runs.map(r => {
      const row = Number(r.planned.optimizer.slice(1))
      const { stored } = r
      if (stored?.state !== 'done') return { ...r, stored: null }
      const v = finals[row]![r.planned.purpose.seed]!
      const marks = stored.marks.map(m => ({ ...m, metrics: { distance: v } }))
      const outcome = { kind: Number.isFinite(v) ? ('completed' as const) : ('diverged' as const), step: 1, evidence: '' }
      return { ...r, stored: { ...stored, marks, outcome } }
    })
    return gathered({ ...results, runs }).games[0]!.cells
  }
  const range = (n: number, f: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => f(i))
  // 2·P(Bin(n, ½) ≤ k) by hand.
  it.each([
    [10, 0, 2 / 1024],
    [10, 1, 22 / 1024],
    [12, 2, (2 * (1 + 12 + 66)) / 4096],
    [4, 2, 1],
  ])('sign test of %i pairs, %i against', (n, k, p) => {
    expect(signTest(range(n, i => i).map(i => (i < k ? [1, 0] : [0, 1])))).toBeCloseTo(p, 14)
  })
  it('is bold: best on every one of ten paired seeds, whatever the spread between seeds', () => {
    const cells = cellsOf([range(10, i => 10 ** i), range(10, i => 1.01 * 10 ** i), range(10, i => (i < 5 ? Infinity : 1e9))])
    expect(bestBeyondChance(cells)?.index).toBe(0)
    expect(summaries(cells).map(s => s.best)).toEqual([true, false, false])
  })
  it('is not: two of ten seeds against it, nine seeds, or one rival of two as good', () => {
    expect(bestBeyondChance(cellsOf([range(10, i => i + 1), range(10, i => (i < 2 ? 0.5 : 100))]))).toBeNull()
    expect(bestBeyondChance(cellsOf([range(9, i => i + 1), range(9, i => i + 2)]))).toBeNull()
    expect(bestBeyondChance(cellsOf([range(10, i => i + 1), range(10, i => i + 2), range(10, i => i + 1)]))).toBeNull()
  })
})

describe('an objective of which more is better', () => {
  const turned = (at: 'last' | 'best'): StudyResults => {
    const results = synthetic({ games: 1, rows: 2, seeds: 3, marks: 45 })
    const game = { ...results.plan.games[0]!, objective: { metric: 'score', better: 'max' as const, at }, target: 0.5 }
    const runs = results.runs.map(r => {
      if (r.stored?.state !== 'done') return r
      const marks = r.stored.marks.map((m, i, all) => ({ ...m, metrics: { score: i === 10 ? 0.9 : i / all.length / 2 } }))
      return { ...r, stored: { ...r.stored, marks } }
    })
    return { ...results, plan: { ...results.plan, games: [game] }, runs }
  }
  it.each([
    ['last', 22 / 45, 0],
    ['best', 0.9, 3],
  ] as const)('at its %s measured step', (at, value, reached) => {
    const [first, second] = summaries(gathered(turned(at)).games[0]!.cells)
    // The first row left its bounds.
    expect(first!.objective).toBe(-Infinity)
    expect(first!.reached).toBe(0)
    expect(second!.objective).toBeCloseTo(value, 12)
    expect(second!.reached).toBe(reached)
    writeReport(turned(at), join(folder, `max-${at}`))
    const html = read(`max-${at}`, 'index.html')
    expect(html).toContain('alternating GDA has the highest median score')
    expect(html.includes('oracle')).toBe(at === 'best')
  })
})

describe('further columns', () => {
  // The median of a further number, by hand, over runs that stayed within their bounds: row 5 left them for seed 0 of two games.
  const results = synthetic({ games: 2, rows: 6, seeds: 3, marks: 45 })
  const wide: StudyResults = {
    ...results,
    plan: { ...results.plan, study: { ...results.plan.study, columns: ['violation', 'distance', 'nowhere'] } },
    runs: results.runs.map(r => {
      if (r.stored?.state !== 'done' || r.planned.game !== 'g0') return r
      const violation = [7, 0.25, 0.75][r.planned.purpose.seed]!
      return { ...r, stored: { ...r.stored, marks: r.stored.marks.map(m => ({ ...m, metrics: { ...m.metrics, violation } })) } }
    }),
  }
  const cells = (line: string): string[] => line.split('|').slice(1, -1).map(c => c.trim()) // prettier-ignore

  it('stand beside the objective where a game measures them, of runs that stayed within their bounds', () => {
    writeReport(wide, join(folder, 'wide'))
    const table = texts(parseHTML(read('wide', 'index.html')).document.querySelector('.results')!, 'th')
    expect(table.slice(0, 3)).toEqual(['optimizer', 'distance', 'violation'])
    expect(table).not.toContain('nowhere')
    const lines = read('wide', 'table.md').split('\n').filter(l => l.startsWith('|')) // prettier-ignore
    expect(lines.slice(2, 8).map(l => cells(l)[2])).toEqual(['–', '0.75', '0.75', '0.75', '3.88', '0.5'])
    expect(read('wide', 'table.md')).toContain('violation: of runs that stayed within their bounds.')
    expect(lines[8]).not.toContain('violation')
    expect(read('wide', 'table.tex')).toContain('optimizer & distance & violation & target reached')
    for (const { columns, rows } of tabulars(read('wide', 'table.tex'))) expect(new Set(rows)).toEqual(new Set([columns]))
    const json = JSON.parse(read('wide', 'results.json')) as { games: { rows: { measured?: object }[] }[] }
    expect(json.games[0]!.rows.map(r => r.measured)[5]).toEqual({ violation: 0.5 })
    expect(json.games[1]!.rows.map(r => r.measured)[5]).toBeUndefined()
  })
})

describe('values at equal cost', () => {
  it('are medians at the last measured step that cost no more than the row of equal in all, an early end that of a run out of bounds', () => {
    const results = synthetic({ games: 1, rows: 3, seeds: 3, marks: 45 })
    // The first row leaves its bounds: what it spent in all is little.
    const equal = { to: 'GDA', over: ['flops' as const, 'seconds' as const] }
    const study = { ...results.plan.study, equal }
    writeReport({ ...results, plan: { ...results.plan, study } }, join(folder, 'equal'))
    const { document } = parseHTML(read('equal', 'index.html'))
    const runs = gathered(results).games[0]!.cells.map(c => c.done.map(d => d.run))
    const ends = runs[0]!.map(r => r.marks.at(-1)!.flops!).sort((a, b) => a - b)
    const middle = (x: number[]): number => x.sort((a, b) => a - b)[1]!
    const by = (r: (typeof runs)[0][0]): number => r.marks.filter(m => m.flops! <= ends[1]!).at(-1)!.metrics.distance!
    const [head, ...lines] = [...document.querySelectorAll('.results tr')].map(r => texts(r, 'th, td'))
    expect(head!.slice(1, 3)).toEqual(['distance', `at ${flopCount(ends[1]!)}`])
    expect(head![3]).toMatch(/^at .* s$/)
    expect(lines.map(l => l[2])).toEqual(['diverged', ...runs.slice(1).map(row => readable(middle(row.map(by))))])
    expect(texts(document, 'small').join()).toContain('“At” a cost, all that GDA spends')
  })
})

describe('axes of values', () => {
  it('are not pressed flat by runs that left their bounds, or ended far out', () => {
    const to = (within: number[], without: number[]): number => valueEnds('', within, without, 250)!.linear!.domain[1]
    expect(to([1, 2, 3], [])).toBeLessThan(3.5)
    expect(to([1, 2, 3], [1e9])).toBeLessThan(35)
    expect(to([1, 2, 3], [5])).toBeCloseTo(5.2, 1)
    expect(to([1, 2, 3, 1, 2, 1e17], [])).toBeLessThan(35)
    // A logarithmic axis shows it.
    expect(valueEnds('', [1, 2, 3, 1, 2, 1e17], [], 250)!.log!.domain[1]).toBe(1e17)
  })
  it('are there for one value, for zeros and for negative ones, and not for none', () => {
    for (const values of [[0], [5], [-3, -2], [0, 1e-20]]) {
      const { linear } = valueEnds('', values, [], 250)!
      expect(linear!.domain[0]).toBeLessThan(linear!.domain[1])
      expect(linear!.ticks.length).toBeGreaterThan(0)
    }
    expect(valueEnds('', [NaN, Infinity], [NaN], 250)).toBeNull()
  })
})

describe('exports', () => {
  const csv = (text: string): string[][] =>
    text
      .trimEnd()
      .split('\n')
      .map(l => [...l.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(m => (m[1] ?? m[2] ?? '').replaceAll('""', '"')))
  it('results.csv has a line a run', () => {
    const [head, ...rows] = csv(read('few', 'results.csv'))
    expect(rows.length).toBe(made.few!.runs.length)
    for (const r of rows) expect(r.length).toBe(head!.length)
    const column = (name: string): string[] => rows.map(r => r[head!.indexOf(name)]!)
    expect(new Set(column('state'))).toEqual(new Set(['done', 'failed', 'pending']))
    const first = made.few!.runs[6]!
    const at = column('key').indexOf(first.planned.key)
    expect(first.stored?.state).toBe('done')
    if (first.stored?.state === 'done') expect(Number(column('distance')[at])).toBe(first.stored.marks.at(-1)!.metrics.distance)
    expect(column('command')[at]).toBe(runCommand(first.planned.spec, []))
    expect(column('optimizer')).toContain('Adam, β₁ = 0.5')
  })
  it('curves.csv has a line a measured step', () => {
    const steps = made.few!.runs.reduce((n, r) => n + (r.stored?.state === 'done' ? r.stored.marks.length : 0), 0)
    expect(csv(read('few', 'curves.csv')).length).toBe(steps + 1)
  })
  it('results.json has the same numbers', () => {
    const json = JSON.parse(read('many', 'results.json')) as {
      games: { rows: { label: string; objective: number | string; runs: unknown[] }[] }[]
    }
    expect(json.games[0]!.rows[0]).toMatchObject({ label: 'GDA', objective: 'Infinity' })
    expect(json.games.flatMap(g => g.rows.flatMap(r => r.runs)).length).toBe(made.many!.runs.length)
    const numbers = summaries(gathered(made.many!).games[0]!.cells).map(s => s.objective)
    expect(json.games[0]!.rows.map(r => Number(r.objective))).toEqual(numbers)
  })
  it('table.tex is a table a game whose rows all have as many entries as columns', () => {
    for (const name of ['few', 'many']) {
      const tables = tabulars(read(name, 'table.tex'))
      expect(tables.length).toBe(2)
      for (const { columns, rows } of tables) {
        expect(rows.length).toBe(9)
        for (const r of rows) expect(r).toBe(columns)
      }
    }
  })
  it('LaTeX has no bare special character', () => {
    expect(latex('a_b & 50 % #1 {x} ~ ^ \\ $')).toBe(
      String.raw`a\_b \& 50 \% \#1 \{x\} \textasciitilde{} \textasciicircum{} \textbackslash{} \$`,
    )
    expect(latex('−1.9·10⁻¹⁰ and 10⁴, β₁ < ∞')).toBe(String.raw`$-1.9\cdot10^{-10}$ and 10$^{4}$, $\beta$$_{1}$ $<$ $\infty$`)
  })
  it('table.md has as many cells in every line', () => {
    const lines = read('few', 'table.md')
      .split('\n')
      .filter(l => l.startsWith('|'))
    const cells = lines.map(l => l.replace(/\\./g, '').split('|').length)
    expect(lines.length).toBe(20)
    expect(new Set(cells.slice(0, 10)).size).toBe(1)
    expect(new Set(cells.slice(10)).size).toBe(1)
  })
  it('every figure is an SVG file with its colours', () => {
    const files = readdirSync(join(folder, 'few', 'figures'))
    expect(files.length).toBe(page.querySelectorAll('.plot').length)
    for (const f of files) {
      const svg = read('few', `figures/${f}`)
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 -22 \d+ [\d.]+" width="\d+" height="[\d.]+"/)
      expect(svg).not.toMatch(/var\(|currentColor|NaN|undefined/)
      expect(svg).toContain('#1b6ca8')
    }
  })
})

describe('commands', () => {
  it('give a seed, or one an axis', () => {
    expect(seedWord({ data: 3, init: 3, latent: 3, evaluation: 3 })).toBe('3')
    expect(seedWord({ data: 0, init: 3, latent: 0, evaluation: 7 })).toBe('data=0,init=3,latent=0,evaluation=7')
  })
})
