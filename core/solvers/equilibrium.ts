import { hostTensor, type HostTensor } from '../host.ts'
import { Refusal } from '../refusal.ts'
import { actionValues, type ActionValues } from './action-values.ts'
import { linearProgramming, type LpSolver } from './lp.ts'
import { equilibrated, unscaled, type Scaling } from './scaling.ts'

/** Probabilities from a solver's: nothing below 0, and a sum, taken in order, of exactly 1 where rounding lets it be. */
function probabilities(x: Float64Array): Float64Array {
  const kept = x.map(p => Math.max(p, 0))
  const sum = (p: Float64Array): number => p.reduce((s, v) => s + v, 0)
  const p = kept.map(v => v / sum(kept))
  const largest = p.indexOf(Math.max(...p))
  for (let i = 0; i < 3; i++) p[largest]! += 1 - sum(p)
  return p
}

/** Mixed strategies, how far they are from an equilibrium, and the size of the payoffs that they meet. */
export interface Equilibrium {
  readonly x: Float64Array
  readonly y: Float64Array
  /** max_j (Aᵀx)_j − min_i (Ay)_i. */
  readonly gap: number
  /** The larger of max_i (|A|y)_i over the i that x plays and max_j (|A|ᵀx)_j over the j that y plays: what rounding is relative to. */
  readonly met: number
}

/** The gap relative to the payoffs that are met, above which a solution is none: HiGHS' tolerance is 1e-10. */
export const exact = 1e-9

type Rows = readonly (readonly number[])[]

/** max v subject to v ≤ (Ay)_i, Σy = 1, y ≥ 0 with rows, columns and v scaled: (σ/r_i)v′ ≤ Σ_j A_ij/(r_i c_j) y′_j, y = y′/c, x ∝ x′/r. */
function solved(solve: LpSolver, A: Rows, { rows: r, columns: c, value: σ, sum }: Scaling): Equilibrium {
  const { x: solution, duals } = solve({
    maximise: [1, ...c.map(() => 0)],
    atMost: A.map((row, i) => [[σ / r[i]!, ...row.map((a, j) => -a / r[i]! / c[j]!)], 0] as const),
    equal: [[[0, ...c.map(v => sum / v)], sum]],
    lower: [-Infinity, ...c.map(() => 0)],
  })
  const least = r.reduce((a, b) => Math.min(a, b))
  const x = probabilities(duals.slice(0, A.length).map((v, i) => v * (least / r[i]!)))
  const y = probabilities(solution.slice(1).map((v, j) => v / c[j]!))
  const [values, sizes] = [(a: number) => a, Math.abs].map(of =>
    actionValues(hostTensor(A.flat().map(of), [r.length, c.length]), x, y),
  ) as [ActionValues, ActionValues]
  const most = (v: Float64Array, p: Float64Array): number => v.reduce((m, e, i) => (p[i]! > 0 ? Math.max(m, e) : m), 0)
  return {
    x,
    y,
    gap: values.Atx.reduce((a, b) => Math.max(a, b)) - values.Ay.reduce((a, b) => Math.min(a, b)),
    met: Math.max(most(sizes.Ay, x), most(sizes.Atx, y)),
  }
}

/** Null where the solver does not take the scaled program. */
function orRefused(solution: () => Equilibrium): Equilibrium | null {
  try {
    return solution()
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/**
 * An equilibrium of min_x max_y xᵀAy on simplices, A [m, n] row by row: y and v of max v subject to v ≤ (Ay)_i, x its multipliers. Both are
 * vertices. A is divided by its largest entry; where that leaves a gap above 1e-9 of the payoffs that are met, since the solver drops entries below 1e-12,
 * rows and columns are equilibrated and the better solution is taken. `gap` and `met` say how good it is. Throws a `Refusal` where A is not finite.
 */
export async function equilibrium({ values, shape }: HostTensor): Promise<Equilibrium> {
  const [m, n] = shape as [number, number]
  const A = Array.from({ length: m }, (_, i) => Array.from(values.slice(i * n, (i + 1) * n)))
  if (!A.flat().every(Number.isFinite)) throw new Refusal('a payoff matrix must have finite entries only')
  const solve = await linearProgramming()
  const plain = solved(solve, A, unscaled(A))
  if (plain.gap <= exact * plain.met) return plain
  const scaled = orRefused(() => solved(solve, A, equilibrated(A)))
  return scaled && scaled.gap < plain.gap ? scaled : plain
}
