import { hostTensor } from '../host.ts'
import { actionValues } from '../solvers/action-values.ts'
import { equilibrium } from '../solvers/equilibrium.ts'

/** What a pair of mixtures is worth in min_x max_y xᵀAy, and what it is worth at worst: lower ≤ value ≤ upper. */
export interface PayoffBounds {
  readonly value: number
  /** max_j (Aᵀx)_j and min_i (Ay)_i. */
  readonly upper: number
  readonly lower: number
}
/** An equilibrium of a restricted game. */
export interface MetaStrategies extends PayoffBounds {
  readonly x: Float64Array
  readonly y: Float64Array
}

type Rows = readonly (readonly number[])[]

/** Mixtures of the rows and of the columns at worst. */
export function boundsOf(A: Rows, x: ArrayLike<number>, y: ArrayLike<number>): PayoffBounds {
  const { Ay, Atx } = actionValues(hostTensor(A.flat(), [A.length, A[0]!.length]), x, y)
  return {
    value: Ay.reduce((s, v, i) => s + v * x[i]!, 0),
    upper: Atx.reduce((a, b) => Math.max(a, b)),
    lower: Ay.reduce((a, b) => Math.min(a, b)),
  }
}

/** An exact equilibrium of min_x max_y xᵀAy by linear programming, of A moved and scaled to [−1, 1], which changes no equilibrium. */
export async function restricted(A: Rows): Promise<MetaStrategies> {
  const all = A.flat()
  const [low, high] = all.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity])
  const [middle, half] = [(low + high) / 2, (high - low) / 2 || 1]
  const { x, y } = await equilibrium(
    hostTensor(
      all.map(v => (v - middle) / half),
      [A.length, A[0]!.length],
    ),
  )
  return { ...boundsOf(A, x, y), x, y }
}
