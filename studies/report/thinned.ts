/**
 * Points of a line that make the same picture: in each column of `columns` along x the first, the last, the lowest and the highest.
 * Points that are not finite stay, one for each run of them, as the gaps that they are.
 *
 * Jugel, Jerzak, Hackenbroich and Markl 2014, M4 (PVLDB 7(10)): these four draw a line without error at that width.
 */
export function thinned<P extends { readonly x: number; readonly y: number }>(
  points: readonly P[],
  columns: number,
  position: (x: number) => number,
): P[] {
  if (points.length <= 4 * columns) return [...points]
  const [from, to] = [position(points[0]!.x), position(points.at(-1)!.x)]
  const columnOf = (x: number): number => Math.min(columns - 1, Math.floor((columns * (position(x) - from)) / (to - from)))
  const kept: P[] = []
  let begin = 0
  for (let end = 1; end <= points.length; end++) {
    const next = points[end]
    const here = points[begin]!
    if (next && columnOf(next.x) === columnOf(here.x) && Number.isFinite(next.y) === Number.isFinite(here.y)) continue
    kept.push(...four(points.slice(begin, end)))
    begin = end
  }
  return kept
}

/** The first, the last, the lowest and the highest, in their order, none twice; one of points that are not finite. */
function four<P extends { readonly y: number }>(points: readonly P[]): P[] {
  if (!Number.isFinite(points[0]!.y)) return [points[0]!]
  let [low, high] = [0, 0]
  for (const [i, { y }] of points.entries()) {
    if (y < points[low]!.y) low = i
    if (y > points[high]!.y) high = i
  }
  return [...new Set([0, low, high, points.length - 1])].sort((a, b) => a - b).map(i => points[i]!)
}
