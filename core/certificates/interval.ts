/** An interval [low, high] that holds a number which doubles may not: every operation rounds outward. */
export type Interval = readonly [low: number, high: number]

/** Beyond the next double: |x|·2⁻⁵² and the least number are at least a unit in the last place. */
const step = (x: number): number => Math.abs(x) * 2 ** -52 + Number.MIN_VALUE
export const down = (x: number): number => x - step(x)
export const up = (x: number): number => x + step(x)

export const point = (x: number): Interval => [x, x]
export const zero: Interval = [0, 0]
export const plus = ([a, b]: Interval, [c, d]: Interval): Interval => [down(a + c), up(b + d)]
export const minus = ([a, b]: Interval, [c, d]: Interval): Interval => [down(a - d), up(b - c)]
export function times([a, b]: Interval, [c, d]: Interval): Interval {
  const [p, q, r, s] = [a * c, a * d, b * c, b * d]
  return [down(Math.min(p, q, r, s)), up(Math.max(p, q, r, s))]
}
/** √x of an x ≥ 0. */
export const root = ([a, b]: Interval): Interval => [Math.max(0, down(Math.sqrt(Math.max(0, a)))), up(Math.sqrt(Math.max(0, b)))]
export const magnitude = ([a, b]: Interval): number => Math.max(Math.abs(a), Math.abs(b))
export const absolute = ([a, b]: Interval): Interval => (a >= 0 ? [a, b] : b <= 0 ? [-b, -a] : [0, Math.max(-a, b)])
export const middle = ([a, b]: Interval): number => a / 2 + b / 2
/** At least how far either end is from the middle. */
export const radius = ([a, b]: Interval): number => up(Math.max(b - middle([a, b]), middle([a, b]) - a))

export type Intervals = readonly Interval[]
export type IntervalMatrix = readonly Intervals[]

export const points = (x: Iterable<number>): Intervals => Array.from(x, point)
export const pointMatrix = (A: readonly Iterable<number>[]): IntervalMatrix => A.map(points)
export const sum = (x: Intervals): Interval => x.reduce(plus, zero)
/** Σ xᵢyᵢ, as `plus` and `times` round it, without an interval for each term. */
export function dot(x: Intervals, y: Intervals): Interval {
  let [low, high] = zero
  for (let i = 0; i < x.length; i++) {
    const [s, t] = [x[i]!, y[i]!]
    const [p, q, r, o] = [s[0] * t[0], s[0] * t[1], s[1] * t[0], s[1] * t[1]]
    low = down(low + down(Math.min(p, q, r, o)))
    high = up(high + up(Math.max(p, q, r, o)))
  }
  return [low, high]
}
export const scale = (c: Interval, x: Intervals): Intervals => x.map(a => times(c, a))
export const add = (x: Intervals, y: Intervals): Intervals => x.map((a, i) => plus(a, y[i]!))
export const transpose = (A: IntervalMatrix): IntervalMatrix => A[0]!.map((_, j) => A.map(row => row[j]!))
export const apply = (A: IntervalMatrix, x: Intervals): Intervals => A.map(row => dot(row, x))
export function product(A: IntervalMatrix, B: IntervalMatrix): IntervalMatrix {
  const columns = transpose(B)
  return A.map(row => columns.map(column => dot(row, column)))
}
export const entries = (A: IntervalMatrix, f: (a: Interval, i: number, j: number) => Interval): IntervalMatrix =>
  A.map((row, i) => row.map((a, j) => f(a, i, j)))
