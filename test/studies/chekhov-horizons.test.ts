import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { tables, upToDate } from '../../docs/chekhov-horizons.ts'
import { planStudy } from '../../studies/plan/plan-study.ts'
import { sourceOf } from '../../studies/plan/source.ts'
import type { StudyFile } from '../../studies/plan/study-file.ts'
import { shippedPath } from '../../studies/shipped/index.ts'
import { runPlace } from '../../studies/store/run-place.ts'
import { makeRun } from '../../studies/work/make-run.ts'
import { fixture } from '../figures/play.ts'
import { lab } from './plan-files.ts'

const root = mkdtempSync(join(tmpdir(), 'horizons-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Of the independent script, by game: `upper` − `lowest` is the gap, `lowest` by its own search off the grid. */
const { runs: scripted } = fixture('chekhov_ftl') as {
  readonly runs: Readonly<Record<string, readonly { T: number; upper: number; lowest: number }[]>>
}
const horizonOf = (selector: string): number => Number(/horizon=(\d+)/.exec(selector)![1])

/** [T, gap] of the study's rows up to a horizon in one of its games. */
async function gaps(game: number, most: number): Promise<(readonly [number, number])[]> {
  const { expect: _, ...study } = parse(readFileSync(shippedPath('chekhov-horizons'), 'utf8')) as StudyFile
  const optimizers = study.optimizers.filter(o => horizonOf((o as { optimizer: string }).optimizer) <= most)
  const shorter = { ...study, games: [study.games[game]!], optimizers, budget: { steps: most }, measured: { every: most } }
  const plan = planStudy(sourceOf(shorter), lab)
  const signal = new AbortController().signal
  const made: (readonly [number, number])[] = []
  for (const run of plan.runs) {
    const stored = await makeRun({ lab, run, place: runPlace(root, run), signal, pause: Infinity })
    if (stored?.state !== 'done') throw new Error('a run is not done')
    const { label } = plan.optimizers.find(o => o.id === run.optimizer)!
    made.push([Number(label.replace('T = ', '')), stored.marks.at(-1)!.metrics['duality-gap']!])
  }
  return made
}

describe('the gap of chekhov-ftl against its horizon', () => {
  // The last three horizons of the second game take a minute: T = 400 is played in test/figures/chekhov-ftl.test.ts.
  it.each([
    ['circle', 0, 1600, 2],
    ['moments', 1, 200, 0.25],
  ] as const)(
    '%s: the gaps of the page, those of the script, and a rate of 1/√T',
    { timeout: 60_000 },
    async (name, game, most, c) => {
      const made = await gaps(game, most)
      const shown = tables()[game]!.filter(([T]) => T <= most)
      expect(made.map(([T, gap]) => [T, Number(gap.toPrecision(3))])).toEqual(shown)
      const known = scripted[name]!.filter(r => r.T <= most)
      expect(known.length).toBeGreaterThan(1)
      for (const { T, upper, lowest } of known) expect(Math.abs(new Map(made).get(T)! - (upper - lowest))).toBeLessThan(1e-9)
      for (const [T, gap] of made) {
        expect(gap * Math.sqrt(T)).toBeLessThanOrEqual(c)
        expect(gap * Math.sqrt(T)).toBeGreaterThan(c / 2)
      }
    },
  )

  it('is drawn from the tables of the page', () => {
    expect(tables().map(t => t.map(([T]) => T))).toEqual(Array(2).fill([25, 50, 100, 200, 400, 800, 1600]))
    expect(upToDate()).toBe(true)
  })
})
