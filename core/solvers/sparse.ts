/** An entry of a sparse matrix. */
export type Entry = readonly [row: number, column: number, value: number]

/** A matrix by compressed columns (CSC): column j has the entries starts[j] ≤ k < starts[j + 1]. */
export interface Columns {
  readonly values: readonly number[]
  readonly rows: readonly number[]
  readonly starts: readonly number[]
}

/** Entries as n compressed columns, rows ascending, entries of one place added. */
export function columns(entries: readonly Entry[], n: number): Columns {
  const byColumn = Array.from({ length: n }, () => new Map<number, number>())
  for (const [i, j, value] of entries) {
    const column = byColumn[j]
    if (!column) throw new Error(`a sparse matrix of ${n} columns has no column ${j}`)
    column.set(i, (column.get(i) ?? 0) + value)
  }
  const sorted = byColumn.map(column => [...column].sort(([i], [j]) => i - j))
  const starts = [0]
  for (const column of sorted) starts.push(starts.at(-1)! + column.length)
  return { values: sorted.flat().map(([, v]) => v), rows: sorted.flat().map(([i]) => i), starts }
}
