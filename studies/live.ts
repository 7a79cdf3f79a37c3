import { duration } from './work/duration.ts'
import { pace } from './work/pace.ts'

/** A row of a study in the live view: what is shown of its runs. */
export interface Line {
  readonly id: string
  readonly label: string
  readonly runs: readonly string[]
  /** The metric that is shown. */
  readonly metric: string
  /** Runs that will come once something is known, such as the evaluations of what tuning chooses. */
  readonly later?: number
}
export interface Group {
  readonly name: string
  readonly lines: readonly Line[]
}
export interface Live {
  begun(id: string): void
  news(news: { readonly id: string; readonly share: number; readonly metrics?: Readonly<Record<string, number>> }): void
  /** `before`: it was there already. */
  done(run: {
    readonly id: string
    /** Of its outcome, or `failed`. */
    readonly ended: string
    readonly metrics?: Readonly<Record<string, number>>
    readonly reason?: string
    readonly before?: boolean
  }): void
  /** Puts rows in the place of those of the same id. */
  rows(groups: readonly Group[]): void
  /** A line that stays, above what is redrawn. */
  say(text: string): void
  stop(): void
}

export const shown = (x: number): string =>
  Number.isNaN(x)
    ? 'NaN'
    : x !== 0 && (Math.abs(x) < 1e-3 || Math.abs(x) >= 1e4)
      ? x.toExponential(1)
      : String(Number(x.toPrecision(3)))
/** Characters of a bar in a terminal this wide, and what stands beside it. */
const barWidth = (columns: number): number => Math.min(24, Math.max(6, columns - 66))
/** More runs than this are counted, not shown one by one. */
const few = 3
const cut = (text: string, n: number): string => (text.length > n ? `${text.slice(0, n - 1)}…` : text)
/** `3 diverged, 1 failed`: what ended otherwise than by its budget or its goal. */
export const oddities = (ended: readonly string[]): string =>
  [...new Set(ended)]
    .filter(kind => kind !== 'completed' && kind !== 'converged')
    .map(kind => `${ended.filter(e => e === kind).length} ${kind}`)
    .join(', ')

/** On a terminal, one line a row of the study, redrawn in place; elsewhere a line as each run ends. */
export function live(title: string, first: readonly Group[], jobs: number, out: NodeJS.WriteStream = process.stdout): Live {
  const runs = new Map<string, { share: number; metrics: Readonly<Record<string, number>>; ended?: string }>()
  const timing = pace()
  const begun = Date.now()
  let groups = first
  let drawn = 0
  let last = 0
  const lines = (): Line[] => groups.flatMap(g => g.lines)
  const sizeOf = ({ runs: ids, later = 0 }: Line): number => ids.length + later
  const columns = (): number => out.columns || 80
  const find = (id: string): { group: Group; line: Line } | null => {
    for (const group of groups) for (const line of group.lines) if (line.runs.includes(id)) return { group, line }
    return null
  }
  const count = (): string => {
    const all = lines()
    const total = all.reduce((n, l) => n + sizeOf(l), 0)
    const made = [...runs.values()].filter(r => r.ended).length
    const waiting = groups.flatMap(g =>
      g.lines.flatMap(l => [
        ...l.runs.filter(id => !runs.has(id)).map(() => ({ row: l.id, group: g.name })),
        ...Array.from({ length: l.later ?? 0 }, () => ({ row: l.id, group: g.name })),
      ]),
    )
    const [rate, left] = [timing.perMinute(), made < total ? timing.left(waiting, jobs) : null]
    const words = [
      `${made} of ${total} runs`,
      duration((Date.now() - begun) / 1000),
      ...(rate === null ? [] : [`${shown(rate)} a minute`]),
      ...(left === null ? [] : [`${duration(left)} left`]),
    ]
    return words.join(', ')
  }
  const bar = (share: number): string => {
    const width = barWidth(columns())
    const filled = Math.round(share * width)
    return `\u001b[36m${'━'.repeat(filled)}\u001b[90m${'─'.repeat(width - filled)}\u001b[0m`
  }
  const row = (label: string, of: readonly Line[]): string => {
    const ids = of.flatMap(l => l.runs)
    const total = of.reduce((n, l) => n + sizeOf(l), 0)
    const states = ids.map(id => runs.get(id))
    const share = states.reduce((sum, s) => sum + (s?.ended ? 1 : (s?.share ?? 0)), 0) / Math.max(1, total)
    const ended = states.flatMap(s => s?.ended ?? [])
    const values = states.map(s =>
      s === undefined
        ? '·'
        : s.ended && !['completed', 'converged', 'cycling'].includes(s.ended)
          ? s.ended
          : shown(s.metrics[of[0]!.metric] ?? NaN),
    )
    const counted = `${String(ended.length).padStart(String(total).length)} of ${total}  ${oddities(ended)}`
    const text = of.length === 1 && total <= few ? values.map(v => v.padStart(9)).join(' ') : counted
    const room = columns() - 1 - 34 - barWidth(columns()) - 2
    return `  ${cut(label, 30).padEnd(30)} ${bar(share)}  ${cut(text.trimEnd(), Math.max(8, room))}`
  }
  const screen = (): string[] => {
    const grey = (text: string): string => `\u001b[90m${cut(text, columns() - 1)}\u001b[0m`
    const head = `\u001b[1m${cut(title, columns() - 40)}\u001b[0m  ${count()}`
    const full = [head, ...groups.flatMap(g => ['', grey(g.name), ...g.lines.map(l => row(l.label, [l]))])]
    const room = (out.rows || 24) - 1
    // What does not fit is one line a group, and what is left of it.
    return full.length <= room ? full : [head, ...groups.map(g => row(g.name, g.lines))].slice(0, room)
  }
  const draw = (force: boolean): void => {
    if (!out.isTTY || (!force && Date.now() - last < 100)) return
    last = Date.now()
    const text = screen()
    out.write(`${drawn > 0 ? `\u001b[${drawn}F` : ''}\u001b[J${text.join('\n')}\n`)
    drawn = text.length
  }
  const say = (text: string): void => {
    if (out.isTTY && drawn > 0) out.write(`\u001b[${drawn}F\u001b[J`)
    drawn = 0
    out.write(`${text}\n`)
    draw(true)
  }
  if (!out.isTTY) out.write(`${title}: ${lines().reduce((n, l) => n + sizeOf(l), 0)} runs\n`)
  draw(true)
  const timer = out.isTTY ? setInterval(() => draw(false), 200) : null
  timer?.unref()
  const begin = (id: string): void => {
    const at = find(id)
    if (!at || runs.has(id)) return
    runs.set(id, { share: 0, metrics: {} })
    timing.begun(id, at.line.id, at.group.name)
  }
  return {
    begun: begin,
    news: ({ id, share, metrics }) => {
      begin(id)
      const known = runs.get(id)
      if (!known?.ended) runs.set(id, { share, metrics: metrics ?? known?.metrics ?? {} })
      timing.share(id, share)
      draw(false)
    },
    done: ({ id, ended, metrics = {}, reason, before = false }) => {
      runs.set(id, { share: 1, metrics, ended })
      timing.ended(id)
      draw(false)
      if (out.isTTY || before) return
      const metric = find(id)?.line.metric ?? ''
      const what = reason ?? (metric in metrics ? `${metric} ${shown(metrics[metric]!)}` : '')
      out.write(`${id}: ${ended}${what === '' ? '' : `, ${what}`} (${count()})\n`)
    },
    rows: next => {
      groups = next
      draw(true)
    },
    say,
    stop: () => {
      if (timer) clearInterval(timer)
      draw(true)
    },
  }
}
