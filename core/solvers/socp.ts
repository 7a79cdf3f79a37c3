import { Refusal } from '../refusal.ts'
import type { Cone } from './cone.ts'
import { coneInterior } from './cone-interior.ts'
import type { Conic, Reached } from './conic.ts'
import { conditions, type Conditions } from './optimality.ts'
import { polish } from './socp-polish.ts'
import { columns, type Entry } from './sparse.ts'

/** An affine form a·x + constant: coefficients by index (those that are absent are 0). */
export interface Affine {
  readonly terms: readonly (readonly [index: number, coefficient: number])[]
  readonly constant: number
}

/**
 * A second-order cone program over x ∈ ℝⁿ, n = the length of c:
 *
 *     min cᵀx + ½xᵀPx   s.t.   e(x) = 0 (equal),   f(x) ≥ 0 (atLeast),   ‖(g₁(x), …)‖₂ ≤ g₀(x) (cones)
 *
 * P ⪰ 0 is given by its upper triangle: entries [row, column, value] with row ≤ column. Variables are free.
 */
export interface ConeProgram {
  readonly minimise: readonly number[]
  readonly quadratic?: readonly Entry[]
  readonly equal?: readonly Affine[]
  readonly atLeast?: readonly Affine[]
  readonly cones?: readonly (readonly Affine[])[]
  /** Conditions that are off by so much will do: an answer of SCS as it is, where it keeps to that. */
  readonly enough?: number
}
/** Duals are in the order of the constraints, those of cones one after the other: c + Px = Σ yₖaₖ, y ≥ 0, y ∈ soc. */
export interface ConeSolution {
  readonly value: number
  readonly x: Float64Array
  readonly duals: Float64Array
  /** How far the optimality conditions are off: `Conditions.off`. */
  readonly residual: number
  readonly iterations: number
  /** Estimated operations: 4(nnz A + nnz P + n + rows) an iteration of SCS, two triangular solves of a factor without fill-in, and dense factors after it. */
  readonly flops: number
}

/** A dense row as an affine form. */
export const affine = (row: ArrayLike<number>, constant: number): Affine => ({
  terms: Array.from(row, (a, i) => [i, a] as const).filter(([, a]) => a !== 0),
  constant,
})

const load = async () => {
  const scs = await (await import('scs-solver')).default({ print: () => undefined, printErr: () => undefined })
  const settings = new scs.ScsSettings()
  scs.setDefaultSettings(settings)
  Object.assign(settings, { epsAbs: 1e-10, epsRel: 1e-10, epsInfeas: 1e-9, verbose: 0 })
  return { scs, settings }
}
let loaded: ReturnType<typeof load> | undefined

/** A residual above this is no solution. */
const TOLERANCE = 1e-9
/** A residual up to this is as precise as these programs allow. */
const PRECISE = 1e-12
/** Unknowns and equations of the dense systems of the interior-point method, at most. */
const LARGEST = 1500

/**
 * The solver, loaded once: SCS (O'Donoghue, Chu, Parikh and Boyd, arXiv:1312.3039, by the package scs-solver) to 1e-10, then Newton on the KKT
 * conditions, which gives about 1e-14 where these are regular, and an interior-point method where they are not. The function throws a Refusal with SCS's own status where the program is
 * infeasible or unbounded, and where neither, SCS within the given iterations, reaches a residual of 1e-9.
 */
export async function coneProgramming({ iterations = 20000, inner = 100 } = {}): Promise<(program: ConeProgram) => ConeSolution> {
  const { scs, settings } = await (loaded ??= load())
  return program => {
    settings.maxIters = iterations
    const { minimise: c, quadratic = [], equal = [], atLeast = [], cones = [], enough = 0 } = program
    const rows = [...equal, ...atLeast, ...cones.flat()]
    const n = c.length
    const entries = rows.flatMap(({ terms }, i) => terms.map(([j, a]): Entry => [i, j, -a]))
    // SCS takes no matrix without entries.
    const A = columns(entries.length > 0 ? entries : [[0, 0, 0]], n)
    const P = columns(quadratic, n)
    const b = rows.map(({ constant }) => constant)
    const q = cones.map(cone => cone.length)
    const { x, y, status, info } = scs.solve(
      {
        ...{ m: rows.length, n, b, c, A_x: A.values, A_i: A.rows, A_p: A.starts },
        ...(quadratic.length > 0 ? { P_x: P.values, P_i: P.rows, P_p: P.starts } : {}),
      },
      { z: equal.length, l: atLeast.length, q, qsize: q.length },
      settings,
    )
    const failed = (why: string): Refusal =>
      new Refusal(
        `the cone program of ${n} variables and ${rows.length} rows was not solved: SCS stopped with '${info.status}'${why}`,
      )
    if (!x || !y || !status.startsWith('SOLVED')) throw failed('')
    const conic: Conic = { c, P: quadratic, A, b, cones: layOut(equal.length, atLeast.length, q) }
    let flops = info.iter * 4 * (A.values.length + quadratic.length + n + rows.length)
    const judged = (point: Reached): Reached & Conditions => {
      flops += point.flops
      return { ...point, ...conditions(conic, point.x, point.y) }
    }
    const better = <T extends Conditions>(one: T, other: T): T => (other.off < one.off ? other : one)
    let found = judged({ x: Float64Array.from(x), y: Float64Array.from(y), flops: 0 })
    if (!(found.off <= enough)) found = judged(polish(conic, found.x, found.y))
    if (!(found.off <= Math.max(PRECISE, enough)) && n + equal.length <= LARGEST) {
      const interior = judged(coneInterior(conic, ({ x, y }) => conditions(conic, x, y).off, { iterations: inner }))
      found = better(found, better(interior, judged(polish(conic, interior.x, interior.y))))
    }
    if (!(found.off <= TOLERANCE)) {
      throw failed(`, and the optimality conditions are off by ${found.off.toExponential(2)} (at most ${TOLERANCE} is valid)`)
    }
    return { x: found.x, duals: found.y, value: found.value, residual: found.off, iterations: info.iter, flops }
  }
}

/** Cones in the order of the rows; the nonnegative ones row by row. */
function layOut(equal: number, atLeast: number, q: readonly number[]): Cone[] {
  const cones: Cone[] = equal > 0 ? [{ kind: 'zero', at: 0, size: equal }] : []
  for (let i = 0; i < atLeast; i++) cones.push({ kind: 'nonneg', at: equal + i, size: 1 })
  let at = equal + atLeast
  for (const size of q) {
    cones.push({ kind: 'soc', at, size })
    at += size
  }
  return cones
}
