import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import consensus from '../../examples/consensus.ts'
import { createLab } from '../../core/lab.ts'
import { builtin } from '../../plugins/builtin.ts'
import { counts } from '../../studies/reproductions/alex-gda/counts.ts'
import { programs } from '../../studies/reproductions/alex-gda/methods.ts'
import { settings } from '../../studies/reproductions/alex-gda/settings.ts'
import { agrees, alike, printed } from '../../studies/reproductions/digits.ts'
import { reproductions } from '../../studies/reproductions/index.ts'
import { reproduce } from '../../studies/reproductions/reproduce.ts'
import type { Line, Verdict } from '../../studies/reproductions/reproduction.ts'
import { fixture, lab } from '../figures/play.ts'

const linesOf = async (id: string, from = lab): Promise<readonly Line[]> =>
  (
    await reproduce(
      reproductions.find(r => r.id === id)!,
      from,
    )
  ).lines
const having = (lines: readonly Line[], verdict: Verdict): readonly Line[] => lines.filter(l => l.verdict === verdict)
const oursOf = (lines: readonly Line[]): number[] => lines.map(l => l.ours!)

describe('printed numbers', () => {
  it.each([
    ['2.243', 2.243, 5e-4],
    ['−0.5', -0.5, 0.05],
    ['9.25e-34', 9.25e-34, 5e-37],
    ['97', 97, 0.5],
    ['1.30e3', 1300, 5],
  ])('%s', (text, value, half) => {
    expect(printed(text).value).toBe(value)
    expect(printed(text).half / half).toBeCloseTo(1, 12)
    expect([0, 0.99, -0.99].map(s => agrees(value + s * half, text))).toEqual([true, true, true])
    expect([1.01, -1.01, NaN].map(s => agrees(value + s * half, text))).toEqual([false, false, false])
  })
  it('a tie agrees, as 0.125 rounds to 0.13 or 0.12', () =>
    expect(['0.12', '0.13', '0.14'].map(t => agrees(0.125, t))).toEqual([true, true, false]))
  it('no number is refused', () => expect(() => printed('about 3')).toThrow('got about 3'))
  it.each([
    [2.2427456, '2.243', '2.242746'],
    [-0.56034005416, '−0.5603400542', '−0.56034005416'],
    [2.6426563e-6, '2.643e-6', '2.642656e-6'],
    [98, '97', '98'],
    [98.5, '97', '98.500'],
    [1e30, '2.5', '1.0000e+30'],
    [1e-9, '2.5', '1.0000e-9'],
    [Infinity, '2.5', '∞'],
  ])('%d beside %s is %s', (x, text, shown) => expect(alike(x, text)).toBe(shown))
})

describe('reproductions', () => {
  it('have ids of their own, and as many labels as figures', () => {
    expect(new Set(reproductions.map(r => r.id)).size).toBe(reproductions.length)
    for (const { rows } of reproductions)
      for (const { at, published, plays, tolerance } of rows) {
        expect([at, plays].map(a => a?.length ?? published.length)).toEqual([published.length, published.length])
        if (!at) expect(published).toHaveLength(1)
        if (tolerance !== 'trend') for (const text of published) expect(() => printed(text)).not.toThrow()
      }
  })

  it('optax-optimistic-adam: all but the chaotic last figure', async () => {
    const lines = await linesOf('optax-optimistic-adam')
    expect(having(lines, 'differs')).toEqual([])
    // In float32 the tie of step 256 may go either way on another processor.
    const others = having(lines, 'protocol differs').filter(l => !(l.at === 'step 256' && l.published === '0.796'))
    expect(others.map(l => [l.at, l.published])).toEqual([['step 1024', '0.000']])
    expect(lines).toHaveLength(24)
  })

  it('vi-gan-notebook: what differs is what the independent script finds', async () => {
    const { toyTable: toy } = fixture('bilinear') as { toyTable: Record<string, Record<string, number>> }
    const lines = await linesOf('vi-gan-notebook')
    expect(having(lines, 'equal')).toHaveLength(6)
    const [adam, unclipped] = having(lines, 'protocol differs')
    expect(Math.abs(adam!.ours! - toy['adam-0.01']!.simultaneous!)).toBeLessThan(1e-13)
    expect(Math.abs(unclipped!.ours! / toy['extragradient-0.6-half-clipped']!.distance! - 1)).toBeLessThan(1e-9)
    for (const [text, name, key] of [
      ['2.6739205e-6', 'extragradient-0.6-half-unclipped', 'distance'],
      ['2.9828629e-6', 'extragradient-0.6-half-clipped', 'distance'],
      ['0.0517772302', 'average-2/sqrt(t)', 'distanceOfMeanOfAll101'],
    ] as const)
      expect(agrees(toy[name]![key]!, lines.find(l => l.published === text)!.published)).toBe(true)
  })

  it('spectral-radii: all that is registered, but the double root of OGDA', async () => {
    const lines = await linesOf('spectral-radii', createLab([...builtin, consensus]))
    expect(having(lines, 'differs')).toEqual([])
    const [ogda, ...more] = having(lines, 'protocol differs')
    expect(more).toEqual([])
    // (1 + k·c)·2^(−k/2) between steps 300 and 500, with the c of the start, is within a hundredth of this.
    expect(ogda!.ours! / Math.SQRT1_2).toBeCloseTo((500 / 300) ** (1 / 200), 4)
    expect(having(lines, 'skipped').every(l => l.reason!.startsWith('no optimizer of that name yet: '))).toBe(true)
    expect(having(lines, 'equal').filter(l => l.what.startsWith('consensus'))).toHaveLength(4)
    // A closed form is its formula.
    const radius = (l: Line, of: (η: number) => number): boolean => agrees(of(Number(l.at!.slice(4))), l.published)
    expect(lines.filter(l => l.what.startsWith('Sim')).every(l => radius(l, η => Math.hypot(1, η)))).toBe(true)
    expect(lines.filter(l => l.what.startsWith('EG')).every(l => radius(l, η => Math.hypot(1 - η * η, η)))).toBe(true)
    expect(lines.filter(l => l.what.startsWith('proximal')).every(l => radius(l, η => 1 / Math.hypot(1, η)))).toBe(true)
  })

  it('dirac-gan', async () => expect((await linesOf('dirac-gan')).map(l => l.verdict).filter(v => v !== 'equal')).toEqual([]))

  it('daskalakis: every printed digit, and what momentum begun at zero does is what the script does', async () => {
    const figures = fixture('learned_mean') as Record<string, number[]>
    const lines = await linesOf('daskalakis')
    expect(having(lines, 'equal')).toHaveLength(16)
    const rows = ['clip', 'optimistic', 'penalty', 'momentum', 'momentum, buffers zero']
    const expected = rows.flatMap(row => figures[row]!)
    for (const [i, ours] of oursOf(lines).entries()) expect(Math.abs(ours - expected[i]!)).toBeLessThan(1e-9)
  })

  it('bilinear-probes: all but a recomputed figure that is wrong', async () => {
    const lines = await linesOf('bilinear-probes')
    expect(having(lines, 'equal')).toHaveLength(lines.length - 1)
    const [eag] = having(lines, 'protocol differs')
    // Arithmetic with 60 digits: 1.2766680765106475027e-4.
    expect(Math.abs(eag!.ours! / 1.2766680765106475e-4 - 1)).toBeLessThan(1e-10)
  })

  it('alex-gda: every integer of the first setting’s first start, but those of Alex-GDA’s whole grid', async () => {
    const alex = reproductions.find(r => r.id === 'alex-gda')!
    const rows = alex.rows.filter(row => !row.full && !row.what.startsWith('Alex'))
    const lines = (await reproduce({ ...alex, rows }, lab)).lines
    expect(lines).toHaveLength(60)
    const others = lines.filter(l => l.verdict !== 'equal')
    expect(others.filter(l => !l.reason?.startsWith('no optimizer of that name yet'))).toEqual([])
  })

  it.runIf(lab.list('optimizer').some(({ id }) => id === 'alex-gda')).each([
    [1.6, 0.7, 0, 66],
    [1.3, 0.9, 1, 71],
    [0.7, 2.4, 2, 41],
  ])('alex-gda: γ = %d, δ = %d, the best of the authors’ log for function %i, counts %i', async (γ, δ, of, published) => {
    const whole = programs('Alex', settings[0]!)
    const grid = whole.grid.filter(p => p.optimizer('').includes(`extrapolation=${γ},reply=${δ},`))
    expect([whole.grid.length, grid.length]).toEqual([26 * 26 - 1, 1])
    expect(await counts(lab, { ...whole, grid }, 0, [{ init: 0, of }])).toEqual([published])
  })

  it('alex-gda: the tables’ means and deviations are those of the authors’ integers', () => {
    const [head, ...runs] = readFileSync(new URL('../fixtures/alex_gda_published.csv', import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map(l => l.split(','))
    const columns = { Sim: 'SimGDA', Alt: 'AltGDA', EG: 'EG', AltEG: 'AltEG', OGD: 'OGD', AltOGD: 'AltOGD', Alex: 'AlexGDA' }
    const full = reproductions.find(r => r.id === 'alex-gda')!.rows.filter(row => row.full)
    expect(full).toHaveLength(35)
    for (const { what, published } of full) {
      const [, method, s] = /^(\w+), setting (\d), 30 runs$/.exec(what)!
      const column = head!.indexOf(columns[method as keyof typeof columns])
      const xs = runs.filter(r => Number(r[0]) === Number(s) - 1).map(r => Number(r[column]))
      const mean = xs.reduce((a, b) => a + b, 0) / 30
      expect(xs).toHaveLength(30)
      expect(agrees(mean, published[0]!)).toBe(true)
      expect(agrees(Math.sqrt(xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 29), published[1]!)).toBe(true)
    }
  })
})
