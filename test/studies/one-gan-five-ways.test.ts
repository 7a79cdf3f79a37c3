import { parseHTML } from 'linkedom'
import { beforeAll, describe, expect, it } from 'vitest'
import { createLab } from '../../core/lab.ts'
import type { Picture } from '../../core/picture.ts'
import { page } from '../../studies/one-gan-five-ways/page.ts'
import { planOf } from '../../studies/one-gan-five-ways/plan.ts'
import { realPicture } from '../../studies/one-gan-five-ways/real.ts'
import { panels, seeds } from '../../studies/one-gan-five-ways/settings.ts'
import { runName } from '../../studies/one-gan-five-ways/verdict.ts'
import { runPlace } from '../../studies/store/run-place.ts'
import type { DoneRun } from '../../studies/store/stored-run.ts'
import { makeRun } from '../../studies/work/make-run.ts'
import { builtin } from '../../plugins/builtin.ts'

/** The study on a small budget: long enough for descent-ascent with η = 0.2 to leave its bounds on every seed. */
const flops = { digits: 5e7, ring: 2e8 } as const
let results: Map<string, DoneRun>
let html = ''
let verdict = ''
let view: ReturnType<typeof parseHTML>

beforeAll(async () => {
  results = new Map()
  const lab = createLab(builtin)
  const { runs } = planOf(
    lab,
    panels.map(panel => ({ ...panel, flops: flops[panel.id], spacing: 3 })),
  )
  const signal = new AbortController().signal
  for (const run of runs)
    results.set(runName(run), (await makeRun({ lab, run, place: runPlace('/nowhere', run), signal, pause: Infinity }))!)
  const real = new Map<string, Picture>()
  for (const panel of panels) real.set(panel.id, await realPicture(lab, panel))
  ;({ html, verdict } = page(results, { seconds: 10, real }))
  view = parseHTML(html)
}, 300_000)

const commands = (): string[] => [...view.document.querySelectorAll('tr.command code')].map(c => c.textContent)
/** The words of a command, quotes taken off. */
const words = (command: string): string[] => (command.match(/'[^']*'|\S+/g) ?? []).map(w => w.replace(/^'|'$/g, ''))

describe('the page of one GAN, five ways', () => {
  it('says first what was found', () => {
    expect(view.document.querySelector('main > h1 + p + section.verdict p')!.textContent).toBe(verdict.split('\n')[0])
    expect(verdict.split('\n')[0]).toBe('No iterative solver comes within a certified gap of 10⁻⁴ on every seed at this cost.')
  })
  it('keeps what diverged: its rows, and its curves to a cross', () => {
    for (const seed of seeds) expect(results.get(`digits-gda-large/${seed}`)!.outcome.kind).toBe('diverged')
    const bad = [...view.document.querySelectorAll('td .bad')]
    expect(bad.map(b => b.textContent)).toEqual(seeds.map(() => 'diverged'))
    bad.forEach(b => expect(b.getAttribute('title')).toMatch(/^step \d+ made /))
    expect(view.document.querySelector('figure')!.textContent).toContain('✕')
  })
  it('has the exact solution of the convex dual, for a formula’s FLOPs', () => {
    const dual = results.get(`digits-dual/${seeds[0]!}`)!
    expect(dual.outcome.kind).toBe('converged')
    expect(dual.marks.at(-1)!.metrics['certified-gap']).toBeLessThan(1e-12)
    expect(html).toContain('2.36 MFLOP*')
  })
  it('draws three seeds as three curves', () => {
    const lines = [...view.document.querySelectorAll('figure:first-of-type svg:first-of-type g[aria-label=line] path')]
    // Seven rows of curves; the exact one is a star.
    expect(lines.length).toBe(7 * seeds.length)
  })
  it('gives every row the command that repeats it', () => {
    const lab = createLab(builtin)
    const rows = panels.flatMap(p => p.rows.map(row => ({ panel: p, row })))
    expect(commands().length).toBe(rows.length)
    commands().forEach((command, i) => {
      const [npx, saddle, run, ...flags] = words(command)
      expect([npx, saddle, run]).toEqual(['npx', 'saddle', 'run'])
      const given = (name: string): string[] => flags.flatMap((f, j) => (f === `--${name}` ? [flags[j + 1]!] : []))
      const players = Object.fromEntries(
        given('player').map(p => [p.slice(0, p.indexOf('=')), p.slice(p.indexOf('=') + 1)] as const),
      )
      const { resolved } = lab.assemble({
        game: given('game')[0]!,
        optimizer: given('optimizer')[0]!,
        metrics: given('metric'),
        players,
        seed: Number(given('seed')[0]),
      })
      const { panel, row } = rows[i]!
      const { game, players: played, optimizer, metrics } = results.get(`${panel.id}-${row.id}/${seeds[0]!}`)!.spec
      expect(resolved).toMatchObject({ game, players: played, optimizer, metrics })
      expect(Number(given('flops')[0])).toBe(panel.flops)
    })
  })
  it('stands alone, on light and dark paper', () => {
    expect(html).not.toMatch(/(src|href)="(?!data:|#)|@import|url\((?!data:|#|&quot;#)/)
    expect(html).toContain('prefers-color-scheme: dark')
    expect(view.document.querySelector('script')).toBeNull()
    expect(view.document.querySelectorAll('.samples img').length).toBe(
      panels.reduce((n, p) => n + 1 + p.rows.filter(r => r.pictured).length, 0),
    )
    expect(view.document.body.textContent).not.toMatch(/undefined|NaN|\[object/)
  })
})
