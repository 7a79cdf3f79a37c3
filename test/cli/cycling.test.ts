import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseHTML } from 'linkedom'
import { afterAll, expect, it } from 'vitest'
import { contents } from '../resume/command.ts'
import { saddle } from './saddle.ts'

const root = mkdtempSync(join(tmpdir(), 'cycling-'))
const at = (...names: string[]): string => join(root, ...names)
afterAll(() => rmSync(root, { recursive: true }))

const circling = [
  'run',
  ...['--game', 'bilinear', '--optimizer', 'gda[stepSize=0.3,moves=alternating]', '--precision', 'float64', '--every', '1'],
  ...['--metric', 'phase-portrait[arrows=7]', '--metric', 'distance'],
]
const linesOf = (run: string): Record<string, unknown>[] =>
  readFileSync(at(run, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>)

it('a run that ends cycling says so, goes on when it is given more, and comes to the same folder', async () => {
  const { out, code } = await saddle(...circling, '--steps', '400', '--out', at('halves'))
  expect(code).toBe(0)
  expect(out).toContain('cycling: after step 400 the answer goes round once in 20.86 steps, 1.21')
  const last = linesOf('halves').at(-1)!
  expect(last.outcome).toBe('cycling')
  // Five turns are seen; 24 of them tell the period to 1e-7 (test/core/cycle.test.ts).
  expect((last.cycle as { period: number }).period).toBeCloseTo((2 * Math.PI) / Math.acos(1 - 0.09 / 2), 2)
  expect(readFileSync(at('halves', 'index.html'), 'utf8')).toContain('Cycling: after step 400')
  expect((await saddle('run', '--resume', at('halves'))).err).toContain('give it more with --steps N')
  expect((await saddle('run', '--resume', at('halves'), '--steps', '800')).code).toBe(0)
  expect(
    linesOf('halves')
      .filter(line => 'outcome' in line || 'cycle' in line)
      .map(line => line.step),
  ).toEqual([800])
  await saddle(...circling, '--steps', '800', '--out', at('whole'))
  expect(contents(at('halves'))).toEqual(contents(at('whole')))
})

it('the page has the portrait: arrows, the joined way, start, end and equilibrium', () => {
  const { document } = parseHTML(readFileSync(at('whole', 'index.html'), 'utf8'))
  const figure = document.querySelector('figure.portrait')!
  expect(figure.querySelectorAll('g[aria-label=vector] path').length).toBe(49)
  expect(figure.querySelectorAll('g[aria-label=line] path').length).toBe(1)
  expect([...figure.querySelectorAll('.legend span')].map(s => s.textContent)).toEqual([
    '−F, where it drives the players',
    'start',
    'step 800',
    'equilibrium',
  ])
  expect(figure.innerHTML).toContain('var(--accent)')
  expect(document.body.textContent).not.toContain('No metric was measured')
})
