import { uniform, type Mixture } from '../../core/mixture.ts'
import { Point } from '../../core/point.ts'

/** The strategies of a known number of rounds, a row each: [T, P] on the host. Rows that are not played yet are 0. */
export const history = (T: number, { size }: Point): Point =>
  new Point([{ name: 'played', shape: [T, size] }], new Float64Array(T * size))

/** The table with x in row t = 0, 1, …. */
export function written(table: Point, t: number, x: Point): Point {
  const data = table.host.slice()
  data.set(x.host, t * x.size)
  return table.with(data)
}

/** The uniform mixture over the first t ≥ 1 rows; `like` has their layout. */
export const played = (table: Point, t: number, like: Point): Mixture =>
  uniform(Array.from({ length: t }, (_, k) => like.with(table.host.slice(k * like.size, (k + 1) * like.size))))
