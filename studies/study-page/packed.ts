/** The numbers of a page for its script: runs share their costs, so a column of numbers is written once. */
import type { Data, Packed } from './interact.ts'
import type { Column, Columns } from './figure.ts'

export function packed({ looks, figures }: Data): Packed {
  const places = new Map<string, number>()
  const columns: Column[] = []
  const place = (column: Column): number => {
    const text = `${column.length}:${column.join()}`
    const known = places.get(text)
    if (known !== undefined) return known
    places.set(text, columns.length)
    return columns.push(column) - 1
  }
  const isColumn = (c: Columns): c is Column => Array.isArray(c)
  const placed = (c: Columns): unknown =>
    isColumn(c) ? place(c) : Object.fromEntries(Object.entries(c).map(([over, column]) => [over, place(column)]))
  const lean = figures.map(f => ({
    ...f,
    lines: f.lines.map(line => ({
      ...line,
      x: placed(line.x),
      y: placed(line.y),
      ...(line.low ? { low: placed(line.low) } : {}),
      ...(line.high ? { high: placed(line.high) } : {}),
      ...(line.censored ? { censored: placed(line.censored) } : {}),
    })),
  }))
  return { columns, data: { looks, figures: lean } }
}
