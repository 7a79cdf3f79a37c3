import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { reproduceCommand } from '../../cli/reproduce.ts'
import { reproductionText, tally } from '../../cli/reproduce-table.ts'
import { reproductions } from '../../studies/reproductions/index.ts'
import type { Line, Reproduced, Reproduction, Row } from '../../studies/reproductions/reproduction.ts'
import { after, norm } from '../../studies/reproductions/runs.ts'
import { captured, saddle } from './saddle.ts'

/** A small reproduction: what Sim of step 0.1 does to ‖z‖ on f = xy in one step. */
const small = (change: Partial<Row> = {}, id = 'small'): Reproduction => ({
  id,
  title: 'one step',
  source: 'a paper',
  kind: 'published',
  settings: 'f = xy from (3, 4)',
  rows: [
    {
      what: 'Sim',
      published: ['5.025'],
      ours: async lab => [norm(await after(lab, { game: 'bilinear[start=[[3],[4]]]', optimizer: 'gda[stepSize=0.1]' }, 1))],
      ...change,
    },
  ],
})
const command = (all: readonly Reproduction[], ...words: string[]) =>
  captured(() =>
    new Command()
      .addCommand(reproduceCommand(all).exitOverride())
      .exitOverride()
      .parseAsync(['reproduce', ...words], { from: 'user' }),
  )

describe('verdicts and codes', () => {
  const nan = (): Promise<number[]> => Promise.resolve([NaN])
  it.each<[string, Partial<Row>, string, number]>([
    ['to the printed digits', {}, 'equal', 0],
    ['a wrong last digit', { published: ['5.024'] }, 'differs', 1],
    ['a wrong last digit with a reason', { published: ['5.024'], protocol: 'they count otherwise' }, 'protocol differs', 0],
    ['a reason that is not needed', { protocol: 'they count otherwise' }, 'equal', 0],
    ['no number, whatever the reason', { ours: nan, protocol: 'they count otherwise' }, 'differs', 1],
    ['an integer that is one more', { published: ['5'], tolerance: 'exact', ours: () => Promise.resolve([6]) }, 'differs', 1],
    ['an integer', { published: ['6'], tolerance: 'exact', ours: () => Promise.resolve([6]) }, 'equal', 0],
    ['a trend', { published: ['grows'], tolerance: 'trend', ours: () => Promise.resolve([1.01]) }, 'equal', 0],
    ['another trend', { published: ['stays'], tolerance: 'trend', ours: () => Promise.resolve([1.01]) }, 'differs', 1],
    ['an optimizer that is not there', { optimizer: 'nobody' }, 'skipped', 0],
    ['what takes long', { full: true }, 'skipped', 0],
  ])('%s', async (_, change, verdict, code) => {
    const ended = await command([small(change)], '--json')
    expect(ended.code).toBe(code)
    const [made] = JSON.parse(ended.out) as Reproduced[]
    expect(made!.lines.map(l => l.verdict)).toEqual([verdict])
  })

  it('--full makes what takes long', async () => {
    expect((await command([small({ full: true })], '--full')).out).toContain('equal')
  })

  it('one that differs among many ends the command with 1, after all have been made', async () => {
    const { code, out } = await command([small({ published: ['5.024'] }), small({}, 'other')])
    expect(code).toBe(1)
    expect(out).toMatch(/5\.024 +5\.024938 +9\.4e-4 {2}differs/)
    expect(out).toMatch(/5\.025 +5\.024938 +−6\.2e-5 {2}equal/)
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^2 figures: 1 equal, 1 differs; [\d.]+ s$/)
  })

  it('figures of another number than the published are a fault', async () => {
    await expect(command([small({ published: ['5.025', '5.1'] })])).rejects.toThrow('2 published figures and 1 of ours')
  })
})

describe('saddle reproduce', () => {
  it('prints a reproduction with its source, and why a figure is another one', async () => {
    const { code, out, err } = await saddle('reproduce', 'vi-gan-notebook')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^vi-gan-notebook: /)
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    for (const part of [
      'bilinear_wgan.ipynb',
      'recomputed by others',
      '1.0775885563',
      'protocol differs',
      'does not clip the extrapolated φ',
    ])
      expect(out.replaceAll(/\s+/g, ' ')).toContain(part)
  })

  it('--json has everything of a figure', async () => {
    const { out } = await saddle('reproduce', 'vi-gan-notebook', '--json')
    const [{ id, lines }] = JSON.parse(out) as [Reproduced]
    expect(id).toBe('vi-gan-notebook')
    expect(lines[0]).toMatchObject({
      what: 'SimSGD, step 0.1',
      published: '1.0775885563',
      verdict: 'equal',
      kind: 'recomputed by others',
    })
    expect(Math.abs(lines[0]!.gap!)).toBeLessThan(5e-11)
    expect(lines[3]!.reason).toContain('tenth digit')
  })

  it('names the nearest where there is none', async () => {
    const { code, err } = await saddle('reproduce', 'dirac-gam')
    expect(code).toBe(2)
    expect(err).toMatch(/^saddle: reproduction 'dirac-gam' is not known; did you mean 'dirac-gan'\?/)
  })

  it('is listed', async () => {
    const { out } = await saddle('list', 'reproductions')
    for (const { id, title } of reproductions) expect(out.replaceAll(/\s+/g, ' ')).toContain(`${id} ${title}`)
  })
})

it('describe says what a reproduction runs', async () => {
  const { code, out } = await saddle('describe', 'daskalakis')
  expect(code).toBe(0)
  for (const part of ['daskalakis (reproduction)', 'arXiv:1711.00141', 'v = (3, 4)', 'saddle reproduce daskalakis'])
    expect(out).toContain(part)
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})

describe('the table', () => {
  const line = (change: Partial<Line> = {}): Line => ({
    what: 'a method',
    kind: 'published',
    source: 'a paper',
    published: '0.25',
    ours: 0.2512,
    gap: 0.0012,
    verdict: 'equal',
    ...change,
  })
  const made: Reproduced = {
    id: 'an-experiment',
    title: 'words '.repeat(40).trim(),
    source: 'words '.repeat(40).trim(),
    kind: 'published',
    settings: 'words '.repeat(40).trim(),
    seconds: 1.25,
    lines: [
      line(),
      line({
        what: 'a method of a long name that does not fit beside the numbers, and more, and more',
        published: '−1.25e-34',
        ours: -1.2512e-34,
        gap: -1.2e-37,
      }),
      ...['first', 'second'].map(at => line({ at, what: 'two of one run', note: 'words '.repeat(30).trim() })),
      line({ ours: null, gap: null, verdict: 'skipped', reason: 'nobody', kind: 'closed form' }),
      line({ published: 'grows', gap: null, ours: 1.25 }),
      line({ published: '97', ours: 98, gap: 1, verdict: 'differs' }),
    ],
  }
  it.each([80, 120])('fits %d columns, its columns one below the other', width => {
    const text = reproductionText(made, width)
    for (const l of text) expect(l.length).toBeLessThanOrEqual(width)
    const end = text.find(l => l.includes('verdict'))!.indexOf('verdict')
    const figures = text.filter(l => /(equal|skipped|differs)$/.test(l))
    expect(figures).toHaveLength(7)
    for (const l of figures) expect(l.search(/(equal|skipped|differs)$/)).toBe(end)
  })

  it('tells rows that are skipped for one reason at once', () => {
    const skipped = ['first', 'second', 'third'].map(what =>
      line({ what, ours: null, gap: null, verdict: 'skipped', reason: 'too long' }),
    )
    const text = reproductionText({ ...made, lines: [line(), ...skipped, line({ what: 'last' })] }, 80)
    expect(text.filter(l => l.includes('skipped'))).toEqual(['  skipped, 3 figures from “first” to “third”: too long'])
    expect(text.filter(l => l.endsWith('equal'))).toHaveLength(2)
  })

  it('counts', () => expect(tally([made, made])).toBe('14 figures: 10 equal, 2 skipped, 2 differs; 2.5 s'))
})
