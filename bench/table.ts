import type { Result } from './contest.ts'
import { ratioOf, spreadOf, type Spread } from './spread.ts'
import type { Size } from './sizes.ts'

/** One contestant at one size, as printed. */
export interface Row {
  readonly id: string
  /** ms */
  readonly firstStep: Spread
  /** ms a step */
  readonly step: Spread
  /** Time of the hand-written step ÷ time of this one, paired by round. */
  readonly handWritten: Spread
  /** Time of this one ÷ time of the compiled step on one thread, one step a call; absent where that took no part. */
  readonly compiled?: Spread
}

export function rowsOf(results: readonly Result[], reference: string, compiled: string): Row[] {
  const byHand = results.find(r => r.id === reference)!
  const base = results.find(r => r.id === compiled)
  return results.map(({ id, first, rounds }) => ({
    id,
    firstStep: spreadOf(first),
    step: spreadOf(rounds.filter(t => t !== undefined)),
    handWritten: ratioOf(byHand.rounds, rounds),
    ...(base ? { compiled: ratioOf(rounds, base.rounds) } : {}),
  }))
}

/** Three digits. */
const digits = (x: number): string => (x >= 100 ? x.toFixed(0) : x.toPrecision(3))
const withRange = ({ median, min, max }: Spread): string => `${digits(median)} (${digits(min)}–${digits(max)})`

/** A Markdown table of one size. */
export function table({ batch, width }: Size, rows: readonly Row[]): string {
  const head = ['contestant', 'ms a step', 'hand-written ÷ this', 'this ÷ compiled, 1 thread, 1 step a call', 'first step, ms']
  const cells = rows.map(r => [
    r.id,
    withRange(r.step),
    withRange(r.handWritten),
    r.compiled ? withRange(r.compiled) : '–',
    withRange(r.firstStep),
  ])
  const lines = [head, head.map(() => '---'), ...cells].map(line => `| ${line.join(' | ')} |`)
  return [`B = ${batch}, H = ${width}`, '', ...lines].join('\n')
}
