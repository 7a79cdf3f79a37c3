import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { standaloneSvg } from '../studies/exports/svg.ts'
import type { Figure, Line, Scale } from '../studies/study-page/figure.ts'

/** The figure of docs/studies/chekhov-horizons.md, which this draws from the page's tables. */
export const path = fileURLToPath(new URL('studies/chekhov-horizons.svg', import.meta.url))
const page = fileURLToPath(new URL('studies/chekhov-horizons.md', import.meta.url))

/** [T, gap] of each table of the page, in its order. */
export function tables(): (readonly [T: number, gap: number])[][] {
  return readFileSync(page, 'utf8')
    .split('| optimizer |')
    .slice(1)
    .map(table => [...table.matchAll(/^\| T = (\d+) \| ([\d.]+) \|/gm)].map(([, T, gap]) => [Number(T), Number(gap)] as const))
}
const scale = (label: string, domain: Scale['domain'], ticks: readonly number[]): Scale => ({
  label,
  domain,
  ticks: ticks.map(v => [v, String(v)]),
})

/** Gaps of both games against T, and 2/√T, on logarithmic axes. */
export function svg(): string {
  const horizons = [25, 50, 100, 200, 400, 800, 1600]
  const line = (row: number, kind: Line['kind'], points: readonly (readonly [number, number])[]): Line => ({
    row,
    kind,
    x: points.map(([T]) => T),
    y: points.map(([, gap]) => gap),
  })
  const games = tables().flatMap((points, row) => [line(row, 'line', points), line(row, 'dots', points)])
  const figure: Figure = {
    id: 'chekhov-horizons',
    title: 'Duality gap of the mixture',
    width: 640,
    height: 360,
    names: 0,
    x: { other: { log: scale('horizon T', [20, 2000], horizons), usual: 'log' } },
    y: { log: scale('duality gap', [0.002, 1], [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]), usual: 'log' },
    lines: [...games, line(2, 'dashed', [20, 2000].map(T => [T, 2 / Math.sqrt(T)]))], // prettier-ignore
    levels: [],
  }
  return standaloneSvg(figure, ['points of a circle', 'data ±1, point masses', '2/√T'], { over: 'other', x: 'auto', y: 'auto' })
}

export const upToDate = (): boolean => readFileSync(path, 'utf8') === svg()

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(path, svg())
