/** Every two levels of one item, as keys. */
const pairsOf = (levels: readonly string[]): readonly string[] =>
  levels.flatMap((a, i) => levels.slice(i + 1).map(b => JSON.stringify([a, b])))

/**
 * A few of the items that together have every pair of levels that any of the items has: greedy, the one with the most pairs not yet seen
 * first, the earlier one where two have as many. Pairs of `seen` are there already. The same items give the same choice.
 */
export function pairwiseCover<T>(
  items: readonly T[],
  levelsOf: (item: T) => readonly string[],
  seen: readonly T[] = [],
): readonly T[] {
  const known = new Set(seen.flatMap(item => pairsOf(levelsOf(item))))
  let rest = items.map(item => ({ item, fresh: pairsOf(levelsOf(item)) }))
  const chosen: T[] = []
  for (;;) {
    rest = rest
      .map(({ item, fresh }) => ({ item, fresh: fresh.filter(pair => !known.has(pair)) }))
      .filter(({ fresh }) => fresh.length > 0)
    if (rest.length === 0) return chosen
    const best = rest.reduce((a, b) => (b.fresh.length > a.fresh.length ? b : a))
    chosen.push(best.item)
    best.fresh.forEach(pair => known.add(pair))
  }
}
