import type { Timed } from './time-to-target.ts'

/** The share of runs that has reached a target by each cost. */
export interface ReachedCurve {
  /** From each of these times on `reached` holds; before the first it is 0. Ascending. */
  readonly times: readonly number[]
  readonly reached: readonly number[]
  /** The largest time of a run, reached or censored: nothing is known beyond. */
  readonly until: number
}

/**
 * The product-limit estimate 1 − S(t), S(t) = Π over times tᵢ ≤ t of (1 − dᵢ/nᵢ): dᵢ runs reach the target at tᵢ, nᵢ are still under way
 * just before. A run censored at tᵢ is under way at tᵢ.
 *
 * Kaplan and Meier, Journal of the American Statistical Association 53, 1958. SciPy's `ecdf` of `CensoredData`.
 */
export function kaplanMeier(runs: readonly Timed[]): ReachedCurve {
  const sorted = [...runs].sort((a, b) => a.time - b.time)
  const times: number[] = []
  const reached: number[] = []
  let survived = 1
  for (let i = 0, next = 0; i < sorted.length; i = next) {
    const { time } = sorted[i]!
    let d = 0
    while (next < sorted.length && sorted[next]!.time === time) if (sorted[next++]!.reached) d++
    if (d === 0) continue
    survived *= 1 - d / (sorted.length - i)
    times.push(time)
    reached.push(1 - survived)
  }
  return { times, reached, until: sorted.at(-1)?.time ?? 0 }
}

/** The first time at which at least half have reached it, or null where fewer do (the median is then beyond the budget). */
export const medianTime = ({ times, reached }: ReachedCurve): number | null =>
  times[reached.findIndex(share => share >= 0.5 - 1e-12)] ?? null

/**
 * The mean of min(time, τ): the area under S from 0 to τ. For τ up to `until`, or beyond where all have reached it.
 *
 * Royston and Parmar, Statistics in Medicine 30, 2011.
 */
export function restrictedMean({ times, reached }: ReachedCurve, τ: number): number {
  let [area, from, survived] = [0, 0, 1]
  for (let i = 0; i < times.length && times[i]! < τ; i++) {
    area += survived * (times[i]! - from)
    from = times[i]!
    survived = 1 - reached[i]!
  }
  return area + survived * (τ - from)
}
