import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { Axis } from './axis.ts'
import { ticksOf } from './tick.ts'

/** One run's line. */
export interface Curve {
  readonly label: string
  /** A colour, or a variable of the theme. */
  readonly stroke: string
  readonly dash?: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
  /** Ends in a cross: the run left its bounds. */
  readonly broken: boolean
  /** A single point, drawn as a star. */
  readonly exact?: boolean
  /** Named at its right end. */
  readonly named: boolean
}
export interface Axes {
  readonly x: Axis
  readonly y: Axis
  /** Pixels at which texts have their size. */
  readonly width: number
  readonly height: number
  /** Pixels to the right of the field, where names of curves stand. */
  readonly right: number
  /** A level that is drawn across, with its name. */
  readonly level?: { readonly y: number; readonly label: string }
  readonly names: boolean
}

/** Beside the field on the other sides, in pixels. */
const around = { left: 62, top: 26, bottom: 40 } as const

/** Heights of names so that none lies on another: each at its line's end, or as near as the order allows. */
function spread(wanted: readonly number[], apart: number, low: number, high: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!)
  const placed = [...wanted]
  let least = low
  for (const i of order) {
    placed[i] = Math.max(wanted[i]!, least)
    least = placed[i] + apart
  }
  let most = high
  for (const i of [...order].reverse()) {
    placed[i] = Math.min(placed[i]!, most)
    most = placed[i] - apart
  }
  return placed
}

/** Curves as SVG text. Values that are not finite leave a gap; those beyond the y axis are drawn at its ends. */
export function curves(all: readonly Curve[], { x: xAxis, y: yAxis, width, height, right, level, names }: Axes): string {
  const { document } = parseHTML('<html><body></body></html>')
  const margin = { ...around, right }
  const [x, y] = [xAxis.domain, yAxis.domain]
  const clamp = (v: number): number => Math.min(y[1], Math.max(y[0], v))
  const inner = height - margin.top - margin.bottom
  const along = yAxis.scale === 'log' ? { to: Math.log, from: Math.exp } : { to: (v: number) => v, from: (v: number) => v }
  const [low, high] = [along.to(y[0]), along.to(y[1])]
  const toPixel = (v: number): number => margin.top + (inner * (high - along.to(clamp(v)))) / (high - low)
  const toValue = (p: number): number => along.from(high - ((p - margin.top) / inner) * (high - low))
  const named = names ? all.filter(c => c.named && c.points.length > 0) : []
  const heights = spread(
    named.map(c => toPixel(c.points.at(-1)!.y)),
    15,
    margin.top + 4,
    height - margin.bottom - 4,
  )
  const lines = all
    .filter(c => !c.exact)
    .map(c =>
      Plot.line(
        c.points.map(p => ({ x: p.x, y: clamp(p.y) })),
        {
          x: 'x',
          y: 'y',
          stroke: c.stroke,
          strokeWidth: 1.7,
          // Only where it must be: a clip has a name that is unique in the process, and would make the page another each time.
          clip: c.points.some(p => p.x < x[0] || p.x > x[1]),
          strokeOpacity: 0.9,
          ...(c.dash ? { strokeDasharray: c.dash } : {}),
        },
      ),
    )
  // A line of one point cannot be seen.
  const alone = all
    .filter(c => !c.exact)
    .map(c =>
      Plot.dot(
        c.points
          .filter((_, i) => [i - 1, i + 1].every(k => !Number.isFinite(c.points[k]?.y)))
          .map(p => ({ x: p.x, y: clamp(p.y) })),
        { x: 'x', y: 'y', r: 2.5, fill: c.stroke },
      ),
    )
  const ends = all
    .filter(c => c.broken && c.points.length > 0)
    .map(c => {
      const { x: at, y: v } = c.points.at(-1)!
      return Plot.text([{ x: at, y: clamp(v) }], { x: 'x', y: 'y', text: () => '✕', fill: c.stroke, fontSize: 13 })
    })
  const stars = all
    .filter(c => c.exact)
    .map(c =>
      Plot.dot(
        c.points.slice(-1).map(p => ({ x: p.x, y: clamp(p.y) })),
        { x: 'x', y: 'y', symbol: 'star', r: 6, fill: c.stroke },
      ),
    )
  const labels = named.map((c, i) => {
    const last = c.points.at(-1)!
    const atEdge = last.x > x[1] / 1.5
    return Plot.text([{ x: atEdge ? x[1] : last.x, y: atEdge ? toValue(heights[i]!) : clamp(last.y) }], {
      x: 'x',
      y: 'y',
      text: () => c.label,
      fill: c.stroke,
      textAnchor: 'start',
      dx: 10,
    })
  })
  const drawn = Plot.plot({
    document: document,
    width,
    height,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    x: scaleOf(xAxis, Math.round((width - margin.left - margin.right) / 90)),
    y: { ...scaleOf(yAxis, Math.max(4, Math.round(inner / 50))), grid: true },
    marks: [
      ...(level
        ? [
            Plot.ruleY([level.y], { stroke: 'currentColor', strokeDasharray: '3,3', strokeOpacity: 0.6 }),
            Plot.text([{ x: x[0], y: level.y }], {
              x: 'x',
              y: 'y',
              text: () => level.label,
              textAnchor: 'start',
              dy: 9,
              dx: 4,
              fill: 'currentColor',
              fillOpacity: 0.7,
            }),
          ]
        : []),
      ...lines,
      ...alone,
      ...ends,
      ...stars,
      ...labels,
    ],
  })
  return drawn.outerHTML
}

/** An axis as Plot takes it. */
export const scaleOf = (axis: Axis, ticks: number) =>
  ({ type: axis.scale, domain: [...axis.domain], label: axis.label, labelArrow: 'none', ...ticksOf(axis, ticks) }) as const

/** A short piece of a line, for a legend. */
export const swatch = (stroke: string, dash?: string): string =>
  `<svg viewBox="0 0 26 10" aria-hidden="true"><line x1="0" y1="5" x2="26" y2="5" stroke="${stroke}" stroke-width="2.4"${dash ? ` stroke-dasharray="${dash}"` : ''}/></svg>`
