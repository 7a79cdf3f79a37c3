import type { News, Result } from './job.ts'

/** A group of runs in the live view: what is shown of them. */
export interface Line {
  readonly id: string
  readonly label: string
  readonly runs: readonly string[]
  /** The metric that is shown. */
  readonly metric: string
}
export interface Live {
  news(news: News): void
  done(result: Result): void
  stop(): void
}

const shown = (x: number): string =>
  Number.isNaN(x)
    ? 'NaN'
    : x !== 0 && (Math.abs(x) < 1e-3 || Math.abs(x) >= 1e4)
      ? x.toExponential(1)
      : String(Number(x.toPrecision(3)))
/** Characters of a bar in a terminal this wide, and what stands beside it. */
const barWidth = (columns: number): number => Math.min(24, Math.max(6, columns - 66))

/** On a terminal, one line a row of the study, redrawn in place; elsewhere a line as each run ends. */
export function live(
  title: string,
  groups: readonly { readonly name: string; readonly lines: readonly Line[] }[],
  out: NodeJS.WriteStream = process.stdout,
): Live {
  const runs = new Map<string, { share: number; metrics: Readonly<Record<string, number>>; outcome?: string }>()
  const begun = Date.now()
  const total = groups.reduce((n, g) => n + g.lines.reduce((k, l) => k + l.runs.length, 0), 0)
  let drawn = 0
  let last = 0
  const clock = (): string => `${Math.round((Date.now() - begun) / 1000)} s`
  const lineOf = ({ label, runs: ids, metric }: Line): string => {
    const states = ids.map(id => runs.get(id))
    const share = states.reduce((sum, s) => sum + (s?.outcome ? 1 : (s?.share ?? 0)), 0) / ids.length
    const width = barWidth(columns())
    const filled = Math.round(share * width)
    const values = states.map(s =>
      s === undefined ? '·' : s.outcome === 'diverged' || s.outcome === 'nan' ? s.outcome : shown(s.metrics[metric] ?? NaN),
    )
    const bar = `\u001b[36m${'━'.repeat(filled)}\u001b[90m${'─'.repeat(width - filled)}\u001b[0m`
    return `  ${label.padEnd(30)} ${bar}  ${values.map(v => v.padStart(9)).join(' ')}`
  }
  const columns = (): number => out.columns || 80
  const lines = (): string[] => [
    `\u001b[1m${title}\u001b[0m  ${[...runs.values()].filter(r => r.outcome).length} of ${total} runs, ${clock()}`,
    ...groups.flatMap(g => ['', `\u001b[90m${g.name.slice(0, columns() - 1)}\u001b[0m`, ...g.lines.map(lineOf)]),
  ]
  const draw = (force: boolean): void => {
    if (!out.isTTY || (!force && Date.now() - last < 100)) return
    last = Date.now()
    const text = lines()
    out.write(`${drawn > 0 ? `\u001b[${drawn}F` : ''}${text.map(l => `\u001b[2K${l}`).join('\n')}\n`)
    drawn = text.length
  }
  if (!out.isTTY) out.write(`${title}: ${total} runs\n`)
  draw(true)
  const timer = out.isTTY ? setInterval(() => draw(false), 200) : null
  timer?.unref()
  return {
    news: ({ id, share, metrics }) => {
      if (!runs.get(id)?.outcome) runs.set(id, { share, metrics })
      draw(false)
    },
    done: ({ id, outcome, marks }) => {
      const metrics = marks.at(-1)!.metrics
      runs.set(id, { share: 1, metrics, outcome: outcome.kind })
      if (out.isTTY) {
        draw(false)
        return
      }
      const line = groups.flatMap(g => g.lines).find(l => l.runs.includes(id))!
      out.write(
        `${[...runs.values()].filter(r => r.outcome).length}/${total}  ${id}: ${outcome.kind}, ${line.metric} ${shown(metrics[line.metric] ?? NaN)} (${clock()})\n`,
      )
    },
    stop: () => {
      if (timer) clearInterval(timer)
      draw(true)
    },
  }
}
