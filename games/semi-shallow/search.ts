import { compass } from './compass.ts'
import type { Family } from './family.ts'

/** Dimensions above which nothing is refined, generators that are tried at least, and from how many of them a descent begins. */
const [deepest, least, starts] = [4, 400, 8]

/** Where a cost of generators is least, on the grid and off it. */
export interface Search {
  /** What is searched, as the end of a sentence. */
  readonly over: string
  /** The best generator met: on the grid, among the candidates, and on the way down from the best local minima of the grid. */
  best(cost: (u: readonly number[]) => number, candidates: readonly (readonly number[])[]): readonly number[]
}

/** Places of the grid of n values in each of p entries (the last runs first) whose neighbours along the axes are no better. */
function lows(costs: ArrayLike<number>, n: number, p: number): number[] {
  const strides = Array.from({ length: p }, (_, a) => n ** (p - 1 - a))
  const low = (k: number): boolean =>
    strides.every(s => {
      const digit = Math.floor(k / s) % n
      return (digit === 0 || costs[k - s]! >= costs[k]!) && (digit === n - 1 || costs[k + s]! >= costs[k]!)
    })
  return Array.from(costs, (_, k) => k).filter(low)
}

/** A grid of fewer than 400 generators is searched beside one of 400 or more. Not a proof: a minimum narrower than the grid may be missed. */
export function searchOf({ parameters: p, spacing, inside, grid }: Family, N: number): Search {
  const own = grid(N)
  if (p > deepest)
    return {
      over: `a grid of ${own.length} generators`,
      best: (cost, candidates) => bestOf(own, own.map(cost), cost, candidates),
    }
  const n = Math.max(N, Math.ceil(least ** (1 / p)))
  const tried = n === N ? own : grid(n)
  return {
    over: `a grid of ${tried.length} generators, and by descent from the best of them`,
    best: (cost, candidates) => {
      const known = own.map(cost)
      const costs = n === N ? known : tried.map(cost)
      const from = lows(costs, n, p)
        .sort((a, b) => costs[a]! - costs[b]!)
        .slice(0, starts)
      const found = from.map(k => compass(cost, tried[k]!, spacing(n), inside).x)
      return bestOf(own, known, cost, [...candidates, ...found])
    },
  }
}

/** Of the grid, with its costs, and of others the first of equals. */
function bestOf(
  grid: readonly (readonly number[])[],
  costs: readonly number[],
  cost: (u: readonly number[]) => number,
  others: readonly (readonly number[])[],
): readonly number[] {
  const all = [...grid, ...others]
  const values = [...costs, ...others.map(cost)]
  return all[values.reduce((least, v, k) => (v < values[least]! ? k : least), 0)]!
}
