/** Where a property holds along an option. */
export interface Range {
  /** The least value that was looked at, or the one from which on the property holds. */
  readonly low: number
  readonly high: number
  /** Whether the end is a limit, found by bisection, or the end of what was looked at. */
  readonly lowFound: boolean
  readonly highFound: boolean
}

/** Relative error of a limit. */
const precision = 1e-7

/** The ranges between two values > 0 in which the property holds, each end by bisection between neighbours of a geometric grid. */
export async function ranges(holds: (x: number) => Promise<boolean>, from: number, to: number, points: number): Promise<Range[]> {
  const grid = Array.from({ length: points }, (_, i) => from * (to / from) ** (i / (points - 1)))
  const seen: boolean[] = []
  for (const x of grid) seen.push(await holds(x))
  const found: Range[] = []
  for (let i = 0; i < points; i++) {
    if (!seen[i]) continue
    const first = i
    while (i + 1 < points && seen[i + 1]) i++
    const [lowFound, highFound] = [first > 0, i + 1 < points]
    found.push({
      low: lowFound ? await edge(holds, grid[first]!, grid[first - 1]!) : from,
      high: highFound ? await edge(holds, grid[i]!, grid[i + 1]!) : to,
      lowFound,
      highFound,
    })
  }
  return found
}

/** The value between one where the property holds and one where it does not at which it ends. */
async function edge(holds: (x: number) => Promise<boolean>, inside: number, outside: number): Promise<number> {
  while (Math.abs(outside - inside) > precision * Math.abs(inside)) {
    const x = Math.sqrt(inside * outside)
    if (await holds(x)) inside = x
    else outside = x
  }
  return inside
}
