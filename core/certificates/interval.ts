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

export type Intervals = readonly Interval[]
export type IntervalMatrix = readonly Intervals[]

export const points = (x: Iterable<number>): Intervals => Array.from(x, point)
export const pointMatrix = (A: readonly Iterable<number>[]): IntervalMatrix => A.map(points)
export const sum = (x: Intervals): Interval => x.reduce(plus, zero)
export function dot(x: Intervals, y: Intervals): Interval {
  let total = zero
  for (let i = 0; i < x.length; i++) total = plus(total, times(x[i]!, y[i]!))
  return total
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
/** At least the Frobenius norm of every matrix inside. */
export const frobenius = (A: IntervalMatrix): number =>
  root(sum(A.flat().map(a => times(point(magnitude(a)), point(magnitude(a))))))[1]
