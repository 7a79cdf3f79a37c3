/** Portraits of a game in the plane, one a row, all over the same field and to the same scale: on the page, and as one figure of a paper. */
import type { Arrow, Place, Portrait, Square } from '../../core/portrait.ts'
import { escaped, readable } from '../report/markup.ts'
import type { GameField } from './fields.ts'
import type { Look } from './figure.ts'
import type { Cell, Done } from './gathered.ts'

/** Pixels of a portrait's side at which it is drawn, and around it in a figure of many. */
const [side, gap, top] = [240, 14, 24]
/** Places nearer than this many pixels to the last one drawn are left out; lines beyond the square end this many sides away. */
const [near, wide] = [0.7, 3]

type Paint = Pick<Look, 'stroke'> & {
  readonly ink: string
  readonly soft: string
  readonly line: string
  readonly paper: string
  readonly star: string
}
const onPage = { ink: 'var(--ink)', soft: 'var(--soft)', line: 'var(--line)', paper: 'var(--paper)', star: 'var(--ink)' } as const
const onWhite = { ink: '#1d1d1f', soft: '#66635c', line: '#dedad0', paper: '#ffffff', star: '#1d1d1f' } as const

const at = ([x, y]: Place): string => `${Math.round(10 * x) / 10},${Math.round(10 * y) / 10}`

/** From the plane to pixels. */
const toPixels = ({ centre, half }: Square) => {
  const cut = (v: number): number => Math.min(1 + 2 * wide, Math.max(-1 - 2 * wide, v))
  return ([x, y]: Place): Place => [
    (side / 2) * (1 + cut((x - centre[0]) / half)),
    (side / 2) * (1 - cut((y - centre[1]) / half)),
  ]
}

/** All arrows as one path; they grow with the fourth root of the field, so that weak ones are seen. */
function arrowsPath(arrows: readonly Arrow[], square: Square): string {
  const pixel = toPixels(square)
  const speed = ({ by }: Arrow): number => Math.hypot(...by)
  const fastest = Math.max(...arrows.map(speed))
  const longest = (0.72 * side) / Math.sqrt(arrows.length)
  return arrows
    .filter(a => speed(a) > 0)
    .map(a => {
      const [x, y] = pixel(a.at)
      const length = longest * Math.max(0.25, (speed(a) / fastest) ** 0.25)
      const [u, v] = [(a.by[0] / speed(a)) * length, (-a.by[1] / speed(a)) * length]
      const tip: Place = [x + u / 2, y + v / 2]
      const barb = (turn: number): Place => [tip[0] - 0.3 * u + turn * v, tip[1] - 0.3 * v - turn * u]
      return `M${at([x - u / 2, y - v / 2])}L${at(tip)}M${at(barb(0.18))}L${at(tip)}L${at(barb(-0.18))}`
    })
    .join('')
}

/** The way without places that cannot be told from the one before. */
function wayPath(way: readonly Place[], square: Square): { path: string; first: Place; last: Place } {
  const pixel = toPixels(square)
  const told: Place[] = []
  for (const place of way.map(pixel)) {
    const last = told.at(-1)
    if (!last || Math.hypot(place[0] - last[0], place[1] - last[1]) >= near) told.push(place)
  }
  return { path: told.map((p, i) => `${i === 0 ? 'M' : 'L'}${at(p)}`).join(''), first: told[0]!, last: pixel(way.at(-1)!) }
}

const star = ([x, y]: Place): string =>
  `M${Array.from({ length: 10 }, (_, k) => {
    const [r, angle] = [k % 2 === 0 ? 6.5 : 2.6, (k * Math.PI) / 5]
    return at([x + r * Math.sin(angle), y - r * Math.cos(angle)])
  }).join('L')}Z`

/** The way of a run over the field, in a square of 240 pixels. */
function drawn({ arrows, solution }: Portrait, square: Square, way: readonly Place[], paint: Paint): string {
  const { path, first, last } = wayPath(way, square)
  return [
    `<path d="${arrowsPath(arrows, square)}" fill="none" stroke="${paint.soft}" stroke-opacity=".5"/>`,
    `<rect x=".5" y=".5" width="${side - 1}" height="${side - 1}" fill="none" stroke="${paint.line}"/>`,
    `<path class="course" d="${path}" fill="none" stroke="${paint.stroke}" stroke-width="1.5" stroke-linejoin="round"/>`,
    `<circle cx="${first[0]}" cy="${first[1]}" r="4" fill="${paint.paper}" stroke="${paint.ink}" stroke-width="1.4"/>`,
    ...(solution ? [`<path d="${star(toPixels(square)(solution))}" fill="${paint.star}"/>`] : []),
    `<circle cx="${last[0]}" cy="${last[1]}" r="4" fill="${paint.stroke}" stroke="${paint.paper}"/>`,
  ].join('')
}

interface Course {
  readonly cell: Cell
  readonly done: Done
  readonly way: readonly Place[]
}
/** The first run of each row that has kept its way. */
const courses = (cells: readonly Cell[]): Course[] =>
  cells.flatMap(cell => {
    const done = cell.done.find(d => (d.run.way?.length ?? 0) > 0)
    return done ? [{ cell, done, way: done.run.way!.map(w => w.at) }] : []
  })

const endText = ({ done: { run } }: Course): string => `${run.outcome.kind}, step ${run.marks.at(-1)!.step}`
const axisText = ({ portrait: { names }, square: { centre, half } }: GameField): string =>
  names.map((n, i) => `${n} from ${readable(centre[i]! - half)} to ${readable(centre[i]! + half)}`).join(' across, ')

/** Nothing where no run has kept its way. */
export function portraitsOf(cells: readonly Cell[], field: GameField | undefined, looks: readonly Look[]): string {
  const all = courses(cells)
  if (!field || all.length === 0) return ''
  const panels = all.map(course => {
    const { cell, way } = course
    const svg = drawn(field.portrait, field.square, way, { ...onPage, stroke: looks[cell.index]!.stroke })
    const { label } = cell.row
    return `<div class="r${cell.index}"><b>${escaped(label)}</b><svg viewBox="0 0 ${side} ${side}" role="img" aria-label="${escaped(`Phase portrait of ${label}`)}">${svg}</svg><small>${escaped(endText(course))}</small></div>`
  })
  const seeds = new Set(all.map(c => c.done.seed))
  const said = [
    `${axisText(field)} up. Arrows: −F, where the field drives the players, longer with its fourth root; circle: start; dot: end;${field.portrait.solution ? ' star: equilibrium;' : ''} all panels show the same square, and a way that leaves it is cut off.`,
    seeds.size === 1 ? (cells.some(c => c.done.length > 1) ? `Seed ${[...seeds][0]!}.` : '') : 'Of each row the first seed.',
  ]
  return `<h3>Phase portraits</h3><figure class="portraits"><div class="planes">${panels.join('')}</div><figcaption>${escaped(said.filter(Boolean).join(' '))}</figcaption></figure>`
}

/** The same as one SVG file on white paper, at most five beside one another; null where there is nothing to draw. */
export function portraitsSvg(cells: readonly Cell[], field: GameField | undefined, looks: readonly Look[]): string | null {
  const all = courses(cells)
  if (!field || all.length === 0) return null
  const columns = Math.min(5, all.length)
  const [width, height] = [columns * (side + gap) + gap, Math.ceil(all.length / columns) * (side + top + gap)]
  const panels = all.map(({ cell, way }, k) => {
    const [x, y] = [gap + (k % columns) * (side + gap), Math.floor(k / columns) * (side + top + gap)]
    const svg = drawn(field.portrait, field.square, way, { ...onWhite, stroke: looks[cell.index]!.stroke })
    return `<text x="${x}" y="${y + 16}" fill="${onWhite.ink}">${escaped(cell.row.label)}</text><svg x="${x}" y="${y + top}" width="${side}" height="${side}" overflow="hidden">${svg}</svg>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + 20}" width="${width}" height="${height + 20}" font-family="Helvetica, Arial, sans-serif" font-size="12">${panels.join('')}<text x="${gap}" y="${height + 10}" fill="${onWhite.soft}">${escaped(axisText(field))}</text></svg>\n`
}
