import { compass } from './compass.ts'
import type { Family } from './family.ts'

/** Dimensions above which nothing is refined, generators that are tried at least, and from how many of them a descent begins. */
const [deepest, fewest, starts] = [4, 400, 8]

/** A generator u, and the features of what it makes of the latents. */
export interface Made {
  readonly u: readonly number[]
  readonly rows: Float64Array
}
/** Where a cost of generators is least, on the grid and off it. */
export interface Search {
  /** What is searched, as the end of a sentence. */
  readonly over: string
  /** The grid. */
  readonly grid: readonly Made[]
  /** The best generator met: on the grid, among the candidates, and on the way down from the best local minima of the grid. */
  best(cost: (rows: Float64Array) => number, candidates: readonly (readonly number[])[]): Found
}
export interface Found {
  readonly u: readonly number[]
  readonly cost: number
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

/**
 * A grid of fewer than 400 generators is searched beside one of 400 or more, and rows of both are made once. Not a proof: a minimum narrower than the grid
 * may be missed.
 */
export function searchOf(
  { parameters: p, spacing, inside, grid: gridOf }: Family,
  N: number,
  rowsOf: (u: readonly number[]) => Float64Array,
): Search {
  const made = (us: readonly (readonly number[])[]): Made[] => us.map(u => ({ u, rows: rowsOf(u) }))
  const grid = made(gridOf(N))
  const found = ({ u, rows }: Made, cost: (rows: Float64Array) => number): Found => ({ u, cost: cost(rows) })
  if (p > deepest)
    return {
      over: `a grid of ${grid.length} generators`,
      grid,
      best: (cost, candidates) => least([...grid, ...made(candidates)].map(one => found(one, cost))),
    }
  const n = Math.max(N, Math.ceil(fewest ** (1 / p)))
  const tried = n === N ? grid : made(gridOf(n))
  return {
    over: `a grid of ${tried.length} generators, and by descent from the best of them`,
    grid,
    best: (cost, candidates) => {
      const known = grid.map(one => found(one, cost))
      const costs = (n === N ? known : tried.map(one => found(one, cost))).map(one => one.cost)
      const from = lows(costs, n, p)
        .sort((a, b) => costs[a]! - costs[b]!)
        .slice(0, starts)
      const descended = from.map(k => compass(u => cost(rowsOf(u)), tried[k]!.u, spacing(n), inside))
      return least([
        ...known,
        ...made(candidates).map(one => found(one, cost)),
        ...descended.map(({ x, value }) => ({ u: x, cost: value })),
      ])
    },
  }
}

/** The first of equals. */
const least = (all: readonly Found[]): Found => all.reduce((a, b) => (b.cost < a.cost ? b : a))
