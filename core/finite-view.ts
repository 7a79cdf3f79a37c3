import type { HostTensor } from './host.ts'
import type { Profile } from './profile.ts'

/** A finite zero-sum game of two players, on the host: min over x, max over y of xᵀAy, x and y probabilities. */
export interface FiniteView {
  /** A_ij, what the first player pays at the actions i and j: [m, n], row by row. */
  readonly payoff: HostTensor
  /** What the players play who mix their actions by x [m] and y [n]. */
  profile(x: Float64Array, y: Float64Array): Profile
}
