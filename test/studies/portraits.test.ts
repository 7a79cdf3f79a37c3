import { parseHTML } from 'linkedom'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLab } from '../../core/lab.ts'
import { builtin } from '../../plugins/builtin.ts'
import { planStudy } from '../../studies/plan/plan-study.ts'
import { sourceOf } from '../../studies/plan/source.ts'
import { runPlace } from '../../studies/store/run-place.ts'
import type { DoneRun, StudyResults } from '../../studies/store/stored-run.ts'
import { commonSquare, fieldsOf, type GameField } from '../../studies/study-page/fields.ts'
import { writeReport } from '../../studies/exports/write-report.ts'
import { makeRun } from '../../studies/work/make-run.ts'

const folder = mkdtempSync(join(tmpdir(), 'portraits-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const lab = createLab(builtin)
const never = new AbortController().signal
const η = 0.3
const plan = planStudy(
  sourceOf({
    id: 'plane',
    title: 'In the plane',
    question: 'Where do they go?',
    games: [{ game: 'bilinear[start=[[1],[1]]]', label: 'f = xy', picture: 'phase-portrait[arrows=5]' }],
    optimizers: [
      { optimizer: `gda[stepSize=${η}]`, label: 'descent-ascent' },
      { optimizer: `extragradient[stepSize=${η}]`, label: 'extragradient' },
    ],
    metrics: ['distance'],
    objective: { metric: 'distance' },
    seeds: 1,
    budget: { steps: 40 },
    measured: { every: 1 },
    execution: { precision: 'float64' },
  }),
  lab,
)
let results: StudyResults
let field: GameField
let page: Document

beforeAll(async () => {
  const runs = []
  for (const planned of plan.runs) {
    const stored = await makeRun({ lab, run: planned, place: runPlace(folder, planned), signal: never, pause: Infinity })
    runs.push({ planned, stored })
  }
  results = { plan, runs, choices: [], seconds: 1 }
  const fields = await fieldsOf(results, lab)
  field = fields[0]!
  writeReport(results, folder, { fields })
  page = parseHTML(readFileSync(join(folder, 'index.html'), 'utf8')).document
})
const wayOf = (i: number) => (results.runs[i]!.stored as DoneRun).way!

describe('the way of a run in a study', () => {
  it('is that of z⁺ = (x − ηy, y + ηx), and of extragradient’s z⁺ = ((1 − η²)x − ηy, (1 − η²)y + ηx)', () => {
    for (const [i, shrink] of [1, 1 - η * η].entries()) {
      let [x, y] = [1, 1]
      for (const { step, at } of wayOf(i)) {
        if (step > 0) [x, y] = [shrink * x - η * y, shrink * y + η * x]
        expect(at[0]).toBeCloseTo(x, 9)
        expect(at[1]).toBeCloseTo(y, 9)
      }
      expect(wayOf(i).length).toBe(41)
    }
  })
  it('is the same where the run was left and taken up again', async () => {
    const run = plan.runs[1]!
    const place = runPlace(join(folder, 'left'), run)
    place.lock()()
    let sittings = 0
    for (let made: DoneRun | null = null; !made; sittings++) {
      const stop = new AbortController()
      const from = Math.max(0, place.step())
      made = await makeRun({
        lab,
        run,
        place,
        signal: stop.signal,
        pause: 0,
        news: ({ step }) => step >= from + 15 && stop.abort(),
      })
      if (made) expect(made.way).toEqual(wayOf(1))
    }
    expect(sittings).toBeGreaterThan(1)
  })
})

describe('the field behind the ways', () => {
  it('is −F = (−y, x), with the equilibrium', () => {
    const { portrait } = field
    expect(portrait.arrows.length).toBe(25)
    for (const { at, by } of portrait.arrows) {
      expect(by[0]).toBeCloseTo(-at[1], 9)
      expect(by[1]).toBeCloseTo(at[0], 9)
    }
    expect(portrait.solution).toEqual([0, 0])
  })
  it('is around what stays near, and not what runs away', () => {
    // Descent-ascent ends at √2·(1 + η²)²⁰ = 7.9; the square holds what is within twice √2, and a seventh more.
    expect(field.square.half).toBeGreaterThan(Math.SQRT2)
    expect(field.square.half).toBeLessThan((2 * Math.SQRT2 * 8) / 7 + 1e-9)
    const calm = [
      [1, 0],
      [0, 0],
    ] as const
    expect(
      commonSquare(
        [
          calm,
          [
            [1, 0],
            [50, 0],
          ],
        ],
        [0, 0],
      ),
    ).toEqual(commonSquare([calm, [[1, 0]]], [0, 0]))
    expect(commonSquare([calm], null).half).toBeCloseTo(4 / 7, 12)
  })
})

describe('portraits on the page and beside it', () => {
  const planes = (): Element[] => [...page.querySelectorAll('figure.portraits .planes > div')]
  it('one a row, each hidden with its row, to one scale', () => {
    expect(planes().map(e => [e.className, e.querySelector('b')!.textContent])).toEqual([
      ['r0', 'descent-ascent'],
      ['r1', 'extragradient'],
    ])
    const arrows = planes().map(e => e.querySelector('path')!.getAttribute('d'))
    expect(arrows[0]).toBe(arrows[1])
    expect(page.querySelector('figure.portraits figcaption')!.textContent).toContain('star: equilibrium')
  })
  it('begin and end where the run does', () => {
    const { centre, half } = field.square
    const [x, y] = wayOf(1).at(-1)!.at
    const end = [...planes()[1]!.querySelectorAll('circle')].at(-1)!
    expect(Number(end.getAttribute('cx'))).toBeCloseTo(120 * (1 + (x - centre[0]) / half), 0)
    expect(Number(end.getAttribute('cy'))).toBeCloseTo(120 * (1 - (y - centre[1]) / half), 0)
    expect(planes()[1]!.querySelector('path.course')!.getAttribute('d')).toMatch(/^M/)
  })
  it('as a figure of a paper', () => {
    const svg = readFileSync(join(folder, 'figures', '1-f-xy-portraits.svg'), 'utf8')
    expect(svg.match(/class="course"/g)!.length).toBe(2)
    expect(svg).not.toContain('var(')
    expect(svg).toContain('>extragradient<')
  })
})
