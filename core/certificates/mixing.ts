import {
  dot,
  minus,
  point,
  pointMatrix,
  points,
  sum,
  transpose,
  type Interval,
  type IntervalMatrix,
  type Intervals,
} from './interval.ts'

/** Probabilities in doubles: negative rounding errors are cut off, and the sum is one up to rounding. Throws where they are none. */
export function probabilities(what: string, w: ArrayLike<number>): number[] {
  const kept = Array.from(w, x => Math.max(0, x))
  const total = kept.reduce((a, b) => a + b, 0)
  if (!(Math.abs(total - 1) <= 1e-3) || !(Math.min(...Array.from(w)) >= -1e-3))
    throw new Error(`certificate: ${what} must be ≥ 0 and sum to 1, got a sum of ${total}`)
  return kept.map(x => x / total)
}

/** Probabilities that sum to one exactly: the largest is what the others leave. */
export function exactly(w: readonly number[]): Intervals {
  const at = w.indexOf(Math.max(...w))
  return w.map((x, i) => (i === at ? minus(point(1), sum(points(w.filter((_, j) => j !== at)))) : point(x)))
}

/** Σ w_a·x_a of lists of one length. */
export function mean(w: readonly number[], lists: readonly Intervals[]): Intervals {
  const weights = exactly(w)
  return transpose(lists).map(column => dot(column, weights))
}

/** U and v with a weight each, Σ w·f(U, v), and Σ w·Σ|v| first. */
export function played(
  w: readonly number[],
  critics: readonly { readonly U: readonly (readonly number[])[]; readonly v: readonly number[] }[],
  f: (U: IntervalMatrix, v: Intervals) => Intervals,
): readonly [norm: Interval, ...rest: Interval[]] {
  const lists = critics.map(({ U, v }) => [sum(points(v.map(Math.abs))), ...f(pointMatrix(U), points(v))])
  const [norm, ...rest] = mean(w, lists)
  return [norm!, ...rest]
}

/** x shortened by a hair more than rounding can lengthen it, where it is longer than that: ‖x‖ ≤ 1. */
export function within(x: readonly number[]): number[] {
  const length = Math.hypot(...x)
  return length <= 1 - 2 ** -48 ? [...x] : x.map(a => (a / length) * (1 - 2 ** -48))
}
