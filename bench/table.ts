import type { Absent, Result } from './contest.ts'
import { ratioOf, spreadOf, type Spread } from './spread.ts'
import type { Work } from './works/work.ts'

/** One contestant at one work, as printed. */
export interface Row {
  readonly id: string
  /** ms */
  readonly firstStep: Spread
  /** ms a step */
  readonly step: Spread
  /** FLOPs of the library's graph of this work ÷ median time of a step, GFLOP/s; absent where they were not counted. */
  readonly gflops?: number
  /** Time of this one ÷ time of the library's faster one-step-a-call contestant; absent where that took no part. */
  readonly ratio?: Spread
}
/** All that was measured of a work. */
export interface Measured {
  readonly id: string
  readonly title: string
  /** FLOPs a step, of the library's graph. */
  readonly flops?: number
  readonly rows: readonly Row[]
  readonly absent: readonly { readonly id: string; readonly reason: string }[]
}

const timesOf = ({ rounds }: Result): number[] => rounds.filter(t => t !== undefined)

/** Who has the smallest median of those that a test lets through. */
export const fastest = (results: readonly Result[], lets: (r: Result) => boolean): Result | undefined =>
  results
    .filter(r => lets(r) && timesOf(r).length > 0)
    .sort((a, b) => spreadOf(timesOf(a)).median - spreadOf(timesOf(b)).median)[0]

/** FLOPs a step as the compiled children counted them. */
export const flopsOf = (results: readonly Result[]): number | undefined =>
  results.flatMap(r => r.began.map(b => b.flops)).find(f => f !== undefined)

export function measuredOf(work: Work, results: readonly Result[], absent: readonly Absent[]): Measured {
  const flops = flopsOf(results)
  const base = fastest(results, r => r.contestant.who === 'saddlepoint' && r.contestant.mode === 'step')
  const rows = results
    .filter(r => timesOf(r).length > 0)
    .map((r): Row => {
      const step = spreadOf(timesOf(r))
      return {
        id: r.contestant.id,
        firstStep: spreadOf(r.began.map(b => b.ms)),
        step,
        ...(flops === undefined ? {} : { gflops: flops / (1e6 * step.median) }),
        ...(base ? { ratio: ratioOf(r.rounds, base.rounds) } : {}),
      }
    })
  return {
    id: work.id,
    title: work.title,
    ...(flops === undefined ? {} : { flops }),
    rows,
    absent: absent.map(({ contestant, reason }) => ({ id: contestant.id, reason })),
  }
}

/** Three digits. */
export const digits = (x: number): string =>
  x >= 100 ? x.toFixed(0) : x >= 0.001 ? String(Number(x.toPrecision(3))) : x.toExponential(1)
export const withRange = ({ median, min, max }: Spread): string => `${digits(median)} (${digits(min)}–${digits(max)})`

export const markdown = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...lines].map(line => `| ${line.join(' | ')} |`).join('\n')

/** A Markdown table of one work. */
export function table({ title, flops, rows, absent }: Measured): string {
  const head = ['contestant', 'ms a step', 'this ÷ saddlepoint, a step a call', 'GFLOP/s', 'first step, ms']
  const cells = rows.map(r => [
    r.id,
    withRange(r.step),
    r.ratio ? withRange(r.ratio) : '–',
    r.gflops === undefined ? '–' : digits(r.gflops),
    withRange(r.firstStep),
  ])
  const count = flops === undefined ? '' : `, ${digits(flops / 1e6)} MFLOP a step`
  const missing = absent.map(({ id, reason }) => `${id} took no part: ${reason}`)
  return [
    `### ${title}${count}`,
    markdown(head, cells),
    ...(missing.length > 0 ? [missing.map(m => `- ${m}`).join('\n')] : []),
  ].join('\n\n')
}
