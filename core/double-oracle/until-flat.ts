import type { Point } from '../point.ts'
import { estimated } from './payoffs.ts'

/** How long best responses are trained. */
export interface Lengths {
  /** Steps of the first stretch. */
  readonly steps: number
  /** Steps of all stretches together, at most. */
  readonly most: number
}
export interface Trained {
  /** Each copy where it was best at the end of a stretch, or at its start. */
  readonly points: readonly Point[]
  readonly stretches: readonly number[]
  /** The last stretch improved neither the best copy nor the best of the fresh ones. */
  readonly flat: boolean
}

/** Share of all that training has gained so far below which a gain is none, where draws have no error. */
const little = 0.01
interface Reached {
  readonly point: Point
  readonly mean: number
  readonly error: number
}
const best = (all: readonly Reached[]): Reached => all.reduce((a, b) => (b.mean > a.mean ? b : a))

/**
 * Trains in stretches of n, n, 2n, 4n, … steps, each from where the last has ended and with a schedule of its own (warm restarts, T_mult = 2:
 * Loshchilov and Hutter, arXiv:1608.03983), until a stretch as long as all before it gains no more than the standard error of what it has reached, and no
 * more than a hundredth of what all have gained. What is looked at is the best copy, and the best of those but the first, which began afresh.
 * `worth` says what copies are worth, draw by draw, higher being better.
 */
export async function trainedUntilFlat(
  starts: readonly Point[],
  { steps, most }: Lengths,
  stretch: (points: readonly Point[], n: number, from: number) => Promise<readonly Point[]>,
  worth: (points: readonly Point[]) => Promise<readonly ArrayLike<number>[]>,
): Promise<Trained> {
  const reached = async (points: readonly Point[]): Promise<Reached[]> =>
    (await worth(points)).map((draws, k) => {
      const { mean, error } = estimated(draws)
      return Number.isFinite(mean) ? { point: points[k]!, mean, error } : { point: points[k]!, mean: -Infinity, error: 0 }
    })
  const leaders = (all: readonly Reached[]): Reached[] => [best(all), ...(all.length > 1 ? [best(all.slice(1))] : [])]
  const begun = await reached(starts)
  const first = leaders(begun)
  const stretches: number[] = []
  let [points, so, before, flat, done] = [starts, begun, first, false, 0]
  while (!flat && done < most) {
    const n = Math.min(done || steps, most - done)
    points = await stretch(points, n, done)
    done += n
    stretches.push(n)
    so = (await reached(points)).map((now, k) => best([so[k]!, now]))
    const after = leaders(so)
    flat = after.every(({ mean, error }, l) => !(mean - before[l]!.mean > Math.max(error, little * (mean - first[l]!.mean))))
    before = after
  }
  return { points: so.map(r => r.point), stretches, flat }
}
