import { Matrix, solve } from 'ml-matrix'

/** The first coefficient of least squares, with the weights of Hann's window: what turns on the way then leaves no trace at the ends. */
export function leastSquares(rows: readonly (readonly number[])[], values: readonly number[]): number {
  if (rows.length < 3) return NaN
  const weights = rows.map((_, i) => Math.sin((Math.PI * (i + 0.5)) / rows.length))
  const A = new Matrix(rows.map((row, i) => row.map(x => x * weights[i]!)))
  const b = Matrix.columnVector(values.map((y, i) => y * weights[i]!))
  return solve(A, b, true).get(0, 0)
}
