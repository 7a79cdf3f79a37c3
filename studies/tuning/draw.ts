/** The options of a trial: drawn from ranges, or a point of a grid of them. */
import { key, type Key } from '../../core/key.ts'
import type { Range, Tuning } from '../plan/study-file.ts'

export type Options = Readonly<Record<string, number | string>>
export type Ranges = Readonly<Record<string, Range>>

const clamped = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x))
/** Six digits: more say nothing in a table, and the value that is written is the value that is used. */
const rounded = (x: number, [low, high]: readonly [number, number]): number => clamped(Number(x.toPrecision(6)), low, high)
/** The point of a range at a share u of it: all alike between the ends, or their logarithms. */
function pointAt(range: Range, u: number): number | string {
  if ('choices' in range) return range.choices[Math.min(range.choices.length - 1, Math.floor(u * range.choices.length))]!
  if ('integers' in range) {
    const [low, high] = range.integers
    return clamped(low + Math.floor(u * (high - low + 1)), low, high)
  }
  if ('uniform' in range) return rounded(range.uniform[0] * (1 - u) + range.uniform[1] * u, range.uniform)
  const [low, high] = range.logUniform
  return rounded(Math.exp(Math.log(low) * (1 - u) + Math.log(high) * u), range.logUniform)
}

/** Values of a range on a grid: `points` of them from end to end; every integer or choice where there are no more. */
export function gridOf(range: Range, points: number): readonly (number | string)[] {
  if ('choices' in range) return range.choices
  const shares = Array.from({ length: points }, (_, i) => i / (points - 1))
  if (!('integers' in range)) return shares.map(u => pointAt(range, u))
  const [low, high] = range.integers
  if (high - low < points) return Array.from({ length: high - low + 1 }, (_, i) => low + i)
  return shares.map(u => Math.round(low + u * (high - low)))
}
/** Points of the grid of all ranges together. */
export const gridSize = (ranges: Ranges, points: number): number =>
  Object.values(ranges).reduce(
    (n, range) =>
      n *
      ('choices' in range
        ? range.choices.length
        : 'integers' in range
          ? Math.min(points, range.integers[1] - range.integers[0] + 1)
          : points),
    1,
  )

/** What a draw depends on: neither the number of trials nor what else the study has. */
const trialKey = (study: string, row: string, trial: number): Key => key(0).fold('tuning').fold(study).fold(row).fold(trial)

/** The options of trial j of a row: the same however many trials there are. On a grid, the last option changes first. */
export function trialOptions(
  tuning: Tuning,
  study: string,
  row: { readonly id: string; readonly tune: Ranges },
  trial: number,
): Options {
  const ranges = Object.entries(row.tune)
  if (tuning.search === 'random') {
    const drawn = trialKey(study, row.id, trial)
    return Object.fromEntries(ranges.map(([name, range]) => [name, pointAt(range, drawn.fold(name).uniform(1)[0]!)]))
  }
  let left = trial
  const picked = [...ranges].reverse().map(([name, range]) => {
    const values = gridOf(range, tuning.points ?? 0)
    const value = values[left % values.length]!
    left = Math.floor(left / values.length)
    return [name, value] as const
  })
  return Object.fromEntries(picked.reverse())
}

/** How far into its range the outer part reaches where a value counts as at an end of it. */
const outer = 0.05
/** Whether a value is at an end of its range: in the outer twentieth of it on its own scale; the first or last integer or number of a list. */
export function atEdge(range: Range, value: number | string): boolean {
  if (typeof value === 'string') return false
  if ('choices' in range) {
    const numbers = range.choices.filter(v => typeof v === 'number')
    return (
      numbers.length === range.choices.length &&
      numbers.length > 1 &&
      [Math.min(...numbers), Math.max(...numbers)].includes(value)
    )
  }
  if ('integers' in range) return range.integers.includes(value)
  const scale = 'logUniform' in range ? Math.log : (x: number): number => x
  const [low, high] = 'logUniform' in range ? range.logUniform : range.uniform
  const u = (scale(value) - scale(low)) / (scale(high) - scale(low))
  return u <= outer || u >= 1 - outer
}
