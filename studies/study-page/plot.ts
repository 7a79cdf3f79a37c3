/**
 * A figure of a study as SVG text, by one function that the page carries too: what the reader's choice of axes draws is what was drawn
 * without a script. So it takes nothing from elsewhere: its source is put into the page as it stands.
 */
import type { Choice, Column, Columns, Ends, Figure, Look, Over, Scale } from './figure.ts'

/** The figure as SVG text; of the axes chosen those that it has. */
export function plot(figure: Figure, looks: readonly Look[], choice: Choice): string {
  const escape = (text: string): string =>
    text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
  const { width, height, names, lines } = figure
  const over = (figure.x[choice.over] ? choice.over : Object.keys(figure.x)[0]) as Over
  const chosen = (ends: Ends, wanted: Choice['x']): readonly [Scale, boolean] => {
    const kind = wanted === 'auto' || !ends[wanted] ? ends.usual : wanted
    return [ends[kind]!, kind === 'log']
  }
  const [left, top, bottom] = [58, 12, 38]
  const right = names > 0 ? names : 14
  const [xs, xLog] = chosen(figure.x[over]!, choice.x)
  const [ys, yLog] = chosen(figure.y, choice.y)
  const place = (v: number, { domain: [a, b] }: Scale, log: boolean): number =>
    log ? Math.log(v / a) / Math.log(b / a) : (v - a) / (b - a)
  const px = (v: number): number => left + Math.min(1, Math.max(0, place(v, xs, xLog))) * (width - left - right)
  const py = (v: number): number => {
    const inside = Math.min(ys.domain[1], Math.max(ys.domain[0], v))
    return height - bottom - place(inside, ys, yLog) * (height - top - bottom)
  }
  const column = (c: Columns): Column => (Array.isArray(c) ? (c as Column) : ((c as Partial<Record<Over, Column>>)[over] ?? []))
  const round = (v: number): string => String(Math.round(10 * v) / 10)
  const at = (x: number, y: number): string => `${round(px(x))},${round(py(y))}`
  const there = (x: number | null | undefined, y: number | null | undefined): boolean =>
    x !== null &&
    x !== undefined &&
    y !== null &&
    y !== undefined &&
    x >= xs.domain[0] * (1 - 1e-3) &&
    x <= xs.domain[1] * (1 + 1e-3)
  /** Points with nothing between two stretches of them. */
  const stretches = (x: Column, y: Column): [number, number][][] => {
    const all: [number, number][][] = []
    let open = false
    for (let i = 0; i < x.length; i++) {
      // On a logarithmic axis what lies at 0 has no place, and leaves no gap.
      if (xLog && x[i] === 0) continue
      if (there(x[i], y[i])) {
        if (!open) all.push([])
        all[all.length - 1]!.push([x[i]!, y[i]!])
      }
      open = there(x[i], y[i])
    }
    return all
  }
  const path = (points: readonly [number, number][], steps: boolean): string => {
    let text = ''
    let [a, b] = [0, 0]
    // In tenths of a pixel, each point from the one before.
    const signed = (v: number): string =>
      v < 0 ? String(v / 10) : `${text.endsWith('h') || text.endsWith('v') ? '' : ' '}${v / 10}`
    points.forEach(([x, y], i) => {
      const [c, d] = [Math.round(10 * px(x)), Math.round(10 * py(y))]
      if (i === 0) text = `M${c / 10},${d / 10}`
      else if (steps) {
        text += 'h'
        text += `${signed(c - a)}v`
        text += signed(d - b)
      } else if (c !== a || d !== b) text += `l${(c - a) / 10}${signed(d - b)}`
      ;[a, b] = [c, d]
    })
    return text
  }
  const cross = (x: number, y: number, r: number): string => {
    const [a, b] = [px(x), py(y)]
    return `<path d="M${round(a - r)},${round(b - r)}l${2 * r},${2 * r}m0,${-2 * r}l${-2 * r},${2 * r}" stroke-width="1.6" stroke-dasharray="none"/>`
  }
  const ends: { row: number; y: number }[] = []
  const drawn = lines.map(line => {
    const look = looks[line.row]!
    const [x, y] = [column(line.x), column(line.y)]
    const all = stretches(x, y)
    const last = all.length > 0 ? all[all.length - 1]!.slice(-1)[0]! : null
    if (last) ends.push({ row: line.row, y: py(last[1]) })
    const dash = line.kind === 'dashed' ? '2,4' : look.dash
    const steps = line.kind === 'steps'
    const parts: string[] = []
    if (line.low && line.high) {
      const [low, high] = [stretches(x, column(line.low)), stretches(x, column(line.high))]
      const band = low.map((l, i) => `${path(l, false)}${path([...(high[i] ?? [])].reverse(), false).replace('M', 'L')}Z`)
      if (!steps) parts.push(`<path d="${band.join('')}" fill="${look.stroke}" fill-opacity=".16" stroke="none"/>`)
    }
    if (line.kind === 'dots') {
      for (let i = 0; i < x.length; i++) {
        if (!there(x[i], y[i]) && !(there(x[i], 1) && y[i] === null)) continue
        if (y[i] === null) parts.push(cross(x[i]!, ys.domain[1], 3))
        else {
          const [a, b] = [round(px(x[i]!)), round(py(y[i]!))]
          parts.push(`<circle cx="${a}" cy="${b}" r="2.6" fill="${look.stroke}" stroke="none"/>`)
          if (line.ringed?.includes(i)) parts.push(`<circle cx="${a}" cy="${b}" r="6" fill="none" stroke-dasharray="none"/>`)
        }
      }
    } else {
      const long = all.filter(s => s.length > 1)
      if (long.length > 0) parts.push(`<path d="${long.map(s => path(s, steps)).join('')}"/>`)
      for (const s of all)
        if (s.length === 1)
          parts.push(
            `<circle cx="${round(px(s[0]![0]))}" cy="${round(py(s[0]![1]))}" r="2.4" fill="${look.stroke}" stroke="none"/>`,
          )
    }
    if (line.broken && last) parts.push(cross(last[0], last[1], 3.5))
    if (line.censored) {
      const c = column(line.censored)
      c.forEach((v, i) => {
        if (there(x[i], y[i]) && v !== null) parts.push(`<path d="M${at(x[i]!, y[i]!)}m0,-5v10" stroke-dasharray="none"/>`)
      })
    }
    const opacity = line.thin ? ' stroke-opacity=".6"' : ''
    const thickness = line.thin ? 1.1 : line.kind === 'dashed' ? 1.2 : 1.8
    return `<g class="r${line.row}" stroke="${look.stroke}" stroke-width="${thickness}"${opacity}${dash ? ` stroke-dasharray="${dash}"` : ''}>${parts.join('')}</g>`
  })
  const grid = ys.ticks.map(
    ([v, text]) =>
      `<path d="M${left},${round(py(v))}H${width - right}" stroke="currentColor" stroke-opacity=".13"/><text x="${left - 7}" y="${round(py(v) + 4)}" text-anchor="end">${escape(text)}</text>`,
  )
  const foot = height - bottom
  const below = xs.ticks.map(
    ([v, text]) =>
      `<path d="M${round(px(v))},${foot}v5" stroke="currentColor" stroke-opacity=".6"/><text x="${round(px(v))}" y="${foot + 18}" text-anchor="middle">${escape(text)}</text>`,
  )
  const across = figure.levels
    .filter(l => l.y >= ys.domain[0] && l.y <= ys.domain[1])
    .map(
      l =>
        `<path d="M${left},${round(py(l.y))}H${width - right}" stroke="currentColor" stroke-opacity=".55" stroke-dasharray="3,3"/><text x="${left + 5}" y="${round(py(l.y) - 5)}" fill-opacity=".75">${escape(l.label)}</text>`,
    )
  /** Names at the ends of their rows, the best-placed run's, none on another. */
  const labels: string[] = []
  if (names > 0) {
    const rows = [...new Set(ends.map(e => e.row))]
    const wanted = rows
      .map(row => {
        const own = ends.filter(e => e.row === row).map(e => e.y)
        return { row, y: own.reduce((a, b) => a + b, 0) / own.length }
      })
      .sort((a, b) => a.y - b.y)
    const apart = Math.min(15, (foot - top) / Math.max(1, wanted.length - 1))
    let least = top
    for (const w of wanted) {
      w.y = Math.max(w.y, least)
      least = w.y + apart
    }
    let most = foot
    for (const w of [...wanted].reverse()) {
      w.y = Math.min(w.y, most)
      most = w.y - apart
    }
    const room = Math.floor((names - 16) / 6.4)
    for (const { row, y } of wanted) {
      const { label, stroke } = looks[row]!
      const text = label.length > room ? `${label.slice(0, room - 1)}…` : label
      labels.push(`<text class="r${row}" x="${width - right + 9}" y="${round(y + 4)}" fill="${stroke}">${escape(text)}</text>`)
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(figure.title)}"><g class="axes" fill="currentColor">${grid.join('')}<path d="M${left},${foot}H${width - right}" stroke="currentColor" stroke-opacity=".6"/>${below.join('')}<text x="${width - right}" y="${height - 3}" text-anchor="end">${escape(xs.label)}</text></g><g class="lines" fill="none" stroke-linejoin="round">${drawn.join('')}</g><g class="axes" fill="currentColor">${across.join('')}</g><g class="names">${labels.join('')}</g></svg>`
}
