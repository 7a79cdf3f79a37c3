/**
 * What a set of runs is summed up by. A run that did not end with a number is the worst value, +∞ where less is better and −∞ where
 * more is: it is in every figure and is never dropped. A mean is infinite as soon as one run is.
 */
export interface Summary {
  /** Runs, with those that are infinite. */
  readonly n: number
  /** Runs without a number. */
  readonly infinite: number
  readonly mean: number
  readonly interquartileMean: number
  readonly median: number
  /** At 0, 0.25, 0.75 and 1. */
  readonly least: number
  readonly lower: number
  readonly upper: number
  readonly most: number
}

export type Values = readonly number[] | Float64Array

export const ascending = (values: ArrayLike<number>): Float64Array => Float64Array.from(values).sort()

export const mean = (values: Values): number => {
  const n = values.length
  let sum = 0
  for (let i = 0; i < n; i++) sum += values[i]!
  return sum / n
}

/** Σ(x − x̄)²/(n − 1). */
export const variance = (values: Values): number => {
  const [m, n] = [mean(values), values.length]
  let sum = 0
  for (let i = 0; i < n; i++) sum += (values[i]! - m) ** 2
  return sum / (n - 1)
}

/**
 * The quantile at p of sorted values: linear between order statistics at (n − 1)p (definition 7 of Hyndman and Fan, The American
 * Statistician 50, 1996; NumPy's default). Between a number and ±∞ it is ±∞.
 */
export const quantile = (sorted: ArrayLike<number>, p: number): number => {
  const at = (sorted.length - 1) * p
  const below = Math.floor(at)
  const [low, high, share] = [sorted[below]!, sorted[Math.ceil(at)]!, at - below]
  return low === high || share === 0 || low === -Infinity ? low : low + share * (high - low)
}

/** Values cut from either end of n by the interquartile mean. */
export const cut = (n: number): number => Math.floor(0.25 * n)

/**
 * The mean of what is left of sorted values when ⌊n/4⌋ are cut from either end: `aggregate_iqm` of rliable (Agarwal et al.,
 * arXiv:2108.13264, section 4.3), which is SciPy's `trim_mean` at 0.25. Finite while at most ⌊n/4⌋ runs are infinite.
 */
export const interquartileMean = (sorted: Float64Array): number =>
  mean(sorted.subarray(cut(sorted.length), sorted.length - cut(sorted.length)))

/** Of at least one run. */
export function summary(values: readonly number[]): Summary {
  const sorted = ascending(values)
  return {
    n: values.length,
    infinite: values.filter(x => !Number.isFinite(x)).length,
    mean: mean(values),
    interquartileMean: interquartileMean(sorted),
    median: quantile(sorted, 0.5),
    least: sorted[0]!,
    lower: quantile(sorted, 0.25),
    upper: quantile(sorted, 0.75),
    most: sorted.at(-1)!,
  }
}
