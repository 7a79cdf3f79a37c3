/** Which measured numbers are drawn together, and on what axes. */
import type { Mark } from './mark.ts'
import type { Axis } from '../report/axis.ts'

/** One number over the run. */
export interface Series {
  readonly metric: string
  readonly label: string
  /** What the number would be at best, or of real data: drawn beside it. */
  readonly reference: boolean
}
/** Numbers of one unit, in one figure. */
export interface Panel {
  readonly title: string
  readonly series: readonly Series[]
}

/** Names of all numbers, in the order in which they were first measured. */
export const measuredNames = (marks: readonly Mark[]): string[] => [...new Set(marks.flatMap(m => Object.keys(m.metrics)))]

/** The number that a name is the reference of, if any: `x` of `x-floor` and of `real-x`. */
const referredBy = (name: string): string | undefined => (/^real-(.+)$/.exec(name) ?? /^(.+)-floor$/.exec(name))?.[1]

/** Answers that an optimizer holds side by side. */
const answers = ['last', 'uniform', 'ema'] as const

/** Numbers that differ only in a player's id, or an answer's name, at the end share a panel; so do a number and its references. */
export function panelsOf(names: readonly string[], players: readonly string[]): Panel[] {
  const panels = new Map<string, Series[]>()
  const owners = [...players, ...answers]
  for (const metric of names) {
    // An id may end in another one: the longest counts.
    const [player] = owners.filter(p => metric.endsWith(`-${p}`)).sort((a, b) => b.length - a.length)
    const referred = referredBy(metric)
    const [title, label, reference] =
      referred !== undefined && names.includes(referred)
        ? [referred, 'real samples', true]
        : player === undefined
          ? [metric, metric, false]
          : [metric.slice(0, -player.length - 1), player, false]
    panels.set(title, [...(panels.get(title) ?? []), { metric, label, reference }])
  }
  return [...panels].map(([title, series]) => ({ title, series }))
}

/** Whether a number can be drawn; those beyond would leave no room for differences in double precision. */
export const drawable = (x: number): boolean => Math.abs(x) < 1e300

/**
 * An axis for these values, null where none can be drawn: logarithmic where they are positive and span a factor of 30, or come so
 * close to 0 that what is not positive is rounding; linear elsewhere, and a twentieth longer on both sides.
 */
export function yAxis(values: readonly number[]): Axis | null {
  const shown = values.filter(drawable)
  if (shown.length === 0) return null
  const [low, high] = extremes(shown)
  const positive = shown.filter(v => v > 0)
  const [least] = extremes(positive)
  if (high / least >= 30 && (low > 0 || (least <= 1e-9 * high && -low <= 1e-6 * high))) {
    const power = (v: number, round: (p: number) => number): number => 10 ** round(Math.log10(v))
    return { label: '', domain: [power(least, Math.floor), power(high, Math.ceil)], scale: 'log' }
  }
  const more = high > low ? (high - low) / 20 : Math.abs(high) / 10 || 1
  return { label: '', domain: [low - more, high + more], scale: 'linear' }
}

/** The least and the greatest; infinite where there are none. */
export const extremes = (values: readonly number[]): readonly [number, number] =>
  values.reduce<readonly [number, number]>(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity])
