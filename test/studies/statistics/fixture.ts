import { readFileSync } from 'node:fs'

/** What test/fixtures/statistics.py writes. */
interface Fixture {
  normal: { z: number[]; tail: number[] }
  student: { level: number; df: number; t: number }[]
  summaries: { x: number[]; mean: number; iqm: number; quantiles: [number, number, number, number, number] }[]
  bootstrap: ({ x: number[]; places: number[] } & Record<
    'mean' | 'iqm',
    { error: number; ends: [number, number]; arch: [number, number]; scatter: [number, number] }
  >)[]
  medians: { x: number[]; low: number; high: number; level: number }[]
  pairing: { x: number[]; y: number[]; pearson: number; spearman: number; gain: number }[]
  improvement: { x: number[][]; y: number[][]; p: number; low: number; high: number }[]
  wilcoxon: { d: number[]; statistic: number; p: number }[]
  holm: { p: number[]; adjusted: number[] }[]
  survival: (Record<'x' | 'y', Survival> & { logrank: { statistic: number; p: number } })[]
  profile: { losses: number[]; taus: number[]; above: number[] }
  ratios: { times: (number | null)[][]; at: number[]; share: number[][] }
  best: { x: number[]; mean: number[]; median: number[] }
}
interface Survival {
  time: number[]
  reached: boolean[]
  at: number[]
  share: number[]
  median: number | null
  tau: number
  restricted: number
}

export const fixture = JSON.parse(readFileSync(new URL('../../fixtures/statistics.json', import.meta.url), 'utf8')) as Fixture

/** The largest relative difference of two lists. */
export const gap = (got: ArrayLike<number>, want: ArrayLike<number>): number => {
  if (got.length !== want.length) return Infinity
  return Math.max(
    0,
    ...Array.from(want, (w, i) => (got[i] === w ? 0 : Math.abs(got[i]! - w) / Math.max(Math.abs(w), Number.MIN_VALUE))),
  )
}
