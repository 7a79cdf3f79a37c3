/** Divisors of a payoff matrix, A_ij/(r_i c_j), the unit σ of the value, and a factor of the constraint Σ y′_j/c_j = 1. */
export interface Scaling {
  readonly rows: readonly number[]
  readonly columns: readonly number[]
  readonly value: number
  readonly sum: number
}

type Rows = readonly (readonly number[])[]

/** A divided by its largest entry. */
export function unscaled(A: Rows): Scaling {
  const size = A.flat().reduce((m, a) => Math.max(m, Math.abs(a)), 0) || 1
  return { rows: A.map(() => size), columns: A[0]!.map(() => 1), value: size, sum: 1 }
}

/** √(least·largest) of the sizes of what is not 0, rounded to a power of two so that scaling rounds nothing; 1 of nothing. */
function middle(entries: readonly number[]): number {
  const sizes = entries.map(Math.abs).filter(a => a > 0)
  if (sizes.length === 0) return 1
  const [least, most] = [Math.min, Math.max].map(of => sizes.reduce((a, b) => of(a, b))) as [number, number]
  return 2 ** Math.round((Math.log2(least) + Math.log2(most)) / 2)
}

/** Rows and columns divided in turn by the geometric mean of their least and largest entry (Fulkerson and Wolfe 1962), ten times. */
export function equilibrated(A: Rows): Scaling {
  const rows = A.map(() => 1)
  const columns = A[0]!.map(() => 1)
  for (let t = 0; t < 10; t++) {
    A.forEach((row, i) => (rows[i] = middle(row.map((a, j) => a / columns[j]!))))
    columns.forEach((_, j) => (columns[j] = middle(A.map((row, i) => row[j]! / rows[i]!))))
  }
  return { rows, columns, value: middle(rows), sum: middle(columns) }
}
