/** Lines of a table, columns as wide as their widest cell; numbers to the right. */
export function table(rows: readonly (readonly string[])[], align: readonly ('left' | 'right')[] = []): string[] {
  const widths = rows.reduce<number[]>((w, row) => row.map((cell, i) => Math.max(w[i] ?? 0, cell.length)), [])
  return rows.map(row =>
    row
      .map((cell, i) =>
        align[i] === 'right' ? cell.padStart(widths[i]!) : i === row.length - 1 ? cell : cell.padEnd(widths[i]!),
      )
      .join('  ')
      .trimEnd(),
  )
}

/** A number in at most eight characters or so. */
export function short(x: number): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : x > 0 ? '∞' : '−∞'
  if (x === 0 || (Number.isInteger(x) && Math.abs(x) < 1e6)) return String(x)
  const size = Math.abs(x)
  return size >= 1e5 || size < 1e-3 ? x.toExponential(3) : x.toPrecision(5)
}

const units = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const
/** A count with a unit of thousands: 1.23 G. */
export function counted(x: number | null): string {
  if (x === null) return '–'
  const power = x < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(x) / 3))
  return power === 0 ? String(x) : `${(x / 1000 ** power).toPrecision(3)} ${units[power]!}`
}
