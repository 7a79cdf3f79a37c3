const inner = (x: readonly number[], y: readonly number[]): number => x.reduce((total, a, i) => total + a * y[i]!, 0)
const most = 400_000

/** The determinant of a small square matrix, by its first row. */
const determinant = ([row, ...rest]: readonly (readonly number[])[]): number =>
  row ? row.reduce((total, a, j) => total + (j % 2 ? -a : a) * determinant(rest.map(r => r.filter((_, i) => i !== j))), 0) : 1

/**
 * Every vertex Σ sᵢxᵢ of the zonotope Σ[0, 1]xᵢ, by its s ∈ {0, 1}ⁿ, perhaps with some that are none. A vertex belongs to a cone on which no xᵢᵀu
 * changes sign; with the axes among the planes each cone has a ray, where d − 1 of the planes meet. Rows that vanish on it, nearly included,
 * are taken both ways. Throws where there are too many.
 */
export function vertices(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const d = rows[0]!.length
  const units = rows.map(row => row.map(x => x / (Math.hypot(...row) || 1)))
  const axes = rows[0]!.map((_, i) => rows[0]!.map((_, j) => (i === j ? 1 : 0)))
  const found = new Map<string, readonly number[]>()
  const note = (ray: readonly number[]): void => {
    const length = Math.hypot(...ray)
    if (length === 0) return
    const ways = units.map((unit, i): readonly number[] => {
      const t = inner(unit, ray) / length
      if (rows[i]!.every(x => x === 0)) return [0]
      return Math.abs(t) < 1e-7 ? [0, 1] : [t > 0 ? 1 : 0]
    })
    const count = ways.reduce((product, way) => product * way.length, 1)
    if (count + found.size > most)
      throw new Error(`certificate: the ${rows.length} rows of a ReLU game have more than ${most} sign patterns; give fewer rows`)
    for (const s of ways.reduce<number[][]>((all, way) => all.flatMap(begun => way.map(bit => [...begun, bit])), [[]]))
      found.set(s.join(''), s)
  }
  const visit = (chosen: readonly (readonly number[])[], left: readonly (readonly number[])[]): void => {
    if (chosen.length + 1 < d) {
      left.forEach((row, i) => visit([...chosen, row], left.slice(i + 1)))
      return
    }
    const ray = axes.map(axis => determinant([axis, ...chosen]))
    note(ray)
    note(ray.map(x => -x))
  }
  visit([], [...units, ...axes])
  return [...found.values()]
}
