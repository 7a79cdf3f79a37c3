/** The figure of a phase portrait: the field as arrows, and over it the run's way. */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { Arrow, Pair, Place, Portrait, Whereabouts } from '../../core/portrait.ts'
import { scaleOf } from '../report/curves.ts'
import { escaped } from '../report/markup.ts'
import type { RunRecord } from './record.ts'

/** Pixels of the figure, and around its field. */
const [side, margin] = [620, { left: 62, right: 14, top: 14, bottom: 40 }] as const
const [width, height] = [side + margin.left + margin.right, side + margin.top + margin.bottom]
/** Places less than this many pixels from the last one drawn are not drawn, and no more than this many. */
const [near, most] = [0.6, 6000]
/** Pixels of the dot of a pair that is played always; its area is as its weight. */
const radius = 14

/** Half-width and centre of the square that holds the arrows' grid, each arrow in the middle of its cell, and the way. */
function domainOf(arrows: readonly Arrow[], way: readonly Place[]): readonly [Place, Place] {
  const ends = ([0, 1] as const).map((i): Place => {
    const all = [...new Set(arrows.map(a => a.at[i]))].sort((a, b) => a - b)
    const cell = all.length > 1 ? (all.at(-1)! - all[0]!) / (all.length - 1) : 0
    const places = [...all.flatMap(v => [v - cell / 2, v + cell / 2]), ...way.map(p => p[i])]
    return places.reduce<Place>(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity])
  }) as [Place, Place]
  const half = Math.max(...ends.map(([a, b]) => (b - a) / 2)) || 1
  return ends.map(([a, b]): Place => [(a + b) / 2 - half, (a + b) / 2 + half]) as [Place, Place]
}

/** Without places that cannot be told from the one before; the last always. */
function apart(way: readonly Whereabouts[], unit: number): Whereabouts[] {
  const kept: Whereabouts[] = []
  for (const w of way) {
    const last = kept.at(-1)
    if (!last || Math.hypot(w.at[0] - last.at[0], w.at[1] - last.at[1]) >= near * unit) kept.push(w)
  }
  const last = way.at(-1)
  return last && kept.at(-1) !== last ? [...kept, last] : kept
}
const thinnedTo = <T>(all: readonly T[], n: number): T[] =>
  all.filter((_, i) => i === all.length - 1 || i % Math.ceil(all.length / n) === 0)

interface Drawing {
  readonly svg: string
  /** Whether steps that follow one another are joined. */
  readonly joined: boolean
}

function drawn({ arrows, names, solution }: Portrait, way: readonly Whereabouts[], pairs: readonly Pair[]): Drawing {
  const [x, y] = domainOf(arrows, [...way.map(w => w.at), ...pairs.map(p => p.at), ...(solution ? [solution] : [])])
  const unit = (x[1] - x[0]) / side
  const told = apart(way, unit)
  const joined = way.length <= most && way.every(({ step }, i) => step === i)
  const cell = side / Math.max(1, Math.sqrt(arrows.length))
  const speed = ({ by }: Arrow): number => Math.hypot(...by)
  const fastest = arrows.reduce((m, a) => Math.max(m, speed(a)), 0)
  const at = { x: (w: Whereabouts) => w.at[0], y: (w: Whereabouts) => w.at[1] }
  const dots = thinnedTo(told, most / 2)
  const { document } = parseHTML('<html><body></body></html>')
  const plot = Plot.plot({
    document: document,
    width,
    height,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    x: scaleOf({ label: names[0], domain: x, scale: 'linear' }, 7),
    y: scaleOf({ label: names[1], domain: y, scale: 'linear' }, 7),
    marks: [
      Plot.frame({ stroke: 'var(--line)' }),
      Plot.vector(
        arrows.filter(a => speed(a) > 0),
        {
          x: (a: Arrow) => a.at[0],
          y: (a: Arrow) => a.at[1],
          // Weak fields are still to be seen: the fourth root of the speed.
          length: (a: Arrow) => 0.8 * cell * Math.max(0.25, (speed(a) / fastest) ** 0.25),
          rotate: (a: Arrow) => (Math.atan2(a.by[0], a.by[1]) * 180) / Math.PI,
          anchor: 'middle',
          stroke: 'var(--soft)',
          strokeOpacity: 0.55,
          strokeWidth: 1,
        },
      ),
      ...(joined ? [Plot.line(told, { ...at, stroke: 'var(--accent)', strokeWidth: 1.3, strokeOpacity: 0.75 })] : []),
      Plot.dot(dots, { ...at, r: joined && dots.length > 300 ? 1.1 : 2, fill: 'var(--accent)' }),
      Plot.dot(way.slice(0, 1), { ...at, r: 5, stroke: 'var(--ink)', fill: 'var(--paper)', strokeWidth: 1.6 }),
      Plot.dot(way.slice(-1), { ...at, r: 5, fill: 'var(--gda)', stroke: 'var(--paper)', strokeWidth: 1 }),
      Plot.dot(pairs, {
        x: (p: Pair) => p.at[0],
        y: (p: Pair) => p.at[1],
        r: (p: Pair) => Math.max(1.2, radius * Math.sqrt(p.weight)),
        fill: 'var(--gda)',
        fillOpacity: 0.75,
      }),
      ...(solution
        ? [
            Plot.dot([solution], {
              x: p => (p as Place)[0],
              y: p => (p as Place)[1],
              symbol: 'star',
              r: 6.5,
              fill: 'var(--average)',
            }),
          ]
        : []),
    ],
  })
  return { svg: plot.outerHTML, joined }
}

const mark = (shape: string): string => `<svg viewBox="0 0 26 10" aria-hidden="true">${shape}</svg>`
const star = 'M13,0 14.3,3.3 17.8,3.5 15,5.7 16,9.1 13,7.1 10,9.1 11,5.7 8.2,3.5 11.7,3.3Z'

function figure(portrait: Portrait, { way, pairs = [], marks, config: { every } }: RunRecord): string {
  const { svg, joined } = drawn(portrait, way, pairs)
  const entries = [
    [mark('<path d="M4,5H22M18,2 22,5 18,8" fill="none" stroke="var(--soft)"/>'), '−F, where it drives the players'],
    ...(way.length === 0
      ? []
      : [[mark('<circle cx="13" cy="5" r="4" fill="var(--paper)" stroke="var(--ink)" stroke-width="1.5"/>'), 'start']]),
    pairs.length === 0
      ? [mark('<circle cx="13" cy="5" r="4.2" fill="var(--gda)"/>'), `step ${way.at(-1)?.step ?? 0}`]
      : [
          mark('<circle cx="13" cy="5" r="3" fill="var(--gda)"/>'),
          `pairs that the mixtures of step ${marks.at(-1)!.step} play, area by weight`,
        ],
    ...(portrait.solution ? [[mark(`<path d="${star}" fill="var(--average)"/>`), 'equilibrium']] : []),
  ]
  const legend = entries.map(([icon, text]) => `<span>${icon}${escaped(text!)}</span>`).join('')
  const said = [
    'Arrows grow with the fourth root of the field, projected onto the players’ sets.',
    pairs.length > 0
      ? 'The run’s way is drawn where its answer is one point.'
      : joined
        ? 'Dots are steps.'
        : every === 1
          ? 'Dots are some of the steps.'
          : `Dots are measured steps, one in ${every}.`,
  ]
  return `<figure class="portrait"><div class="legend">${legend}</div>${svg}<figcaption>${said.join(' ')}</figcaption></figure>`
}

/** Nothing where no metric is a portrait, or no answer a place in the plane. */
export const portraitsSection = (record: RunRecord): string =>
  record.way.length === 0 && (record.pairs ?? []).length === 0
    ? ''
    : record.portraits.map(({ metric, portrait }) => `<h2>${escaped(metric)}</h2>${figure(portrait, record)}`).join('')
