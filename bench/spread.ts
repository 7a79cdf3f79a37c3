/** Median and range of repeated measurements. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** Throws where there is no measurement. */
export function spreadOf(measured: readonly number[]): Spread {
  if (measured.length === 0) throw new Error('a spread needs at least one measurement')
  const sorted = [...measured].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return { median, min: sorted[0]!, max: sorted.at(-1)! }
}

/** The spread of a ÷ b over the rounds in which both took part. */
export const ratioOf = (a: readonly (number | undefined)[], b: readonly (number | undefined)[]): Spread =>
  spreadOf(a.flatMap((x, r) => (x === undefined || b[r] === undefined ? [] : [x / b[r]])))
