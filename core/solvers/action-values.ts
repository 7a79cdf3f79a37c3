import { sizeOf, type HostTensor } from '../host.ts'

/** Of the rows and of the columns. */
export interface ActionValues {
  readonly Ay: Float64Array
  readonly Atx: Float64Array
}

/** What each action costs against the other player's mixed strategy in min_x max_y xᵀAy: Ay [m] and Aᵀx [n], for A [m, n] row by row. */
export function actionValues(A: HostTensor, x: ArrayLike<number>, y: ArrayLike<number>): ActionValues {
  const [m, n] = A.shape as [number, number]
  if (x.length !== m || y.length !== n || sizeOf(A.shape) !== m * n) {
    throw new Error(
      `action values: a payoff of shape [${A.shape.join(', ')}] was given strategies of ${x.length} and ${y.length} entries`,
    )
  }
  const Ay = new Float64Array(m)
  const Atx = new Float64Array(n)
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const a = A.values[i * n + j]!
      Ay[i]! += a * y[j]!
      Atx[j]! += a * x[i]!
    }
  }
  return { Ay, Atx }
}
