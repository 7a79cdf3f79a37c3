import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

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
  readonly xLabel: string
  readonly yLabel: string
  readonly height: number
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
  /** A level that is drawn across, with its name. */
  readonly level?: { readonly y: number; readonly label: string }
  readonly names: boolean
}

const width = 920
const margin = { left: 62, right: 168, top: 26, bottom: 40 }

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

/** Curves on logarithmic axes, as SVG text. */
export function curves(all: readonly Curve[], { xLabel, yLabel, height, x, y, level, names }: Axes): string {
  const { document } = parseHTML('<html><body></body></html>')
  const clamp = (v: number): number => Math.min(y[1], Math.max(y[0], v))
  const inner = height - margin.top - margin.bottom
  const toPixel = (v: number): number => margin.top + (inner * Math.log(y[1] / clamp(v))) / Math.log(y[1] / y[0])
  const toValue = (p: number): number => y[1] * Math.exp((-(p - margin.top) / inner) * Math.log(y[1] / y[0]))
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
          clip: true,
          strokeOpacity: 0.9,
          ...(c.dash ? { strokeDasharray: c.dash } : {}),
        },
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
    x: { type: 'log', domain: [...x], label: xLabel, labelArrow: 'none', ticks: 8, tickFormat: power },
    y: { type: 'log', domain: [...y], label: yLabel, labelArrow: 'none', grid: true, ticks: 7, tickFormat: power },
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
      ...ends,
      ...stars,
      ...labels,
    ],
  })
  return drawn.outerHTML
}

const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹'
/** Ticks at powers of ten only. */
function power(v: number): string {
  const p = Math.log10(v)
  const n = Math.round(p)
  if (Math.abs(p - n) > 1e-9) return ''
  if (n >= -1 && n <= 2) return String(Number(v.toPrecision(1)))
  return `10${String(n).replace(/[-\d]/g, c => (c === '-' ? '⁻' : digits[Number(c)]!))}`
}

/** A short piece of a line, for a legend. */
export const swatch = (stroke: string, dash?: string): string =>
  `<svg viewBox="0 0 26 10" aria-hidden="true"><line x1="0" y1="5" x2="26" y2="5" stroke="${stroke}" stroke-width="2.4"${dash ? ` stroke-dasharray="${dash}"` : ''}/></svg>`
