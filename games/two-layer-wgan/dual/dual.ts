import { Matrix } from 'ml-matrix'
import type { Certified, Oracles } from '../../../core/contract.ts'
import type { Mixture } from '../../../core/mixture.ts'
import type { Point } from '../../../core/point.ts'
import type { Side } from '../../quadratic-wgan/moments.ts'

/** What R_g weighs: `output` is E‖G‖² (or its sum), `weights` the squared norm of the generator's weights. */
export type Regulariser = 'output' | 'weights'

/** What moments see of a generator, and of a mixture by their means: R_g, S = E GᵀG and g = E G. */
export interface Generated {
  readonly cost: number
  readonly second: Matrix
  readonly first: readonly number[]
}
/** What moments see of a critic: M = Σvⱼuⱼuⱼᵀ, w = Σvⱼuⱼ and the sums of the positive and of the negative vⱼ. */
export interface Neurons {
  readonly second: Matrix
  readonly first: readonly number[]
  readonly plus: number
  readonly minus: number
}

/** What a dual is made of. */
export interface Problem {
  /** The game's id, for sentences. */
  readonly id: string
  readonly real: Side
  /** Rows Φ [n, p] in whose span the generated columns lie. */
  readonly features: Side
  /** β_d of max_u |Δ(u)| ≤ β_d. */
  readonly β: number
  /** Under `weights` a generated matrix ΦA costs ‖A‖². */
  readonly regulariser: Regulariser
  readonly generated: (θ: Point) => Generated
}
/** A game's convex program, solved, and the certificate that comes with it. */
export interface Dual {
  /** p*. */
  readonly optimum: number
  /** A [p, d]: an optimal generator is ΦA. */
  readonly generator: Matrix
  /** U [m, d] row by row, and v [m], of an optimal critic. Throws a Refusal where it needs more than m neurons. */
  critic(m: number): readonly [U: Float64Array, v: Float64Array]
  certify(answer: readonly Mixture[]): Certified
  /** What `certify` gives beside gap, violation and value. */
  readonly more?: Oracles['more']
  /** Estimated operations of the solve, by a documented formula. */
  readonly flops: number
}

/** A critic's neurons as moments. */
export function neuronsOf(ψ: Point): Neurons {
  const [U, v] = ψ.hostBlocks() as [Float64Array, Float64Array]
  const d = U.length / v.length
  const second = new Matrix(d, d)
  const first = new Array<number>(d).fill(0)
  let [plus, minus] = [0, 0]
  v.forEach((weight, j) => {
    if (weight > 0) plus += weight
    else minus -= weight
    const u = U.subarray(j * d, (j + 1) * d)
    for (let a = 0; a < d; a++) {
      first[a]! += weight * u[a]!
      for (let b = 0; b < d; b++) second.set(a, b, second.get(a, b) + weight * u[a]! * u[b]!)
    }
  })
  return { second, first, plus, minus }
}

/** f over the numbers of parts of one kind, entry by entry. */
function combined<T extends Generated | Neurons>(parts: readonly T[], f: (xs: readonly number[]) => number): T {
  const entry = (name: string): unknown => {
    const xs = parts.map(part => (part as unknown as Record<string, Matrix | readonly number[] | number>)[name]!)
    const [x] = xs
    if (x instanceof Matrix) {
      const rows = xs.map(A => (A as Matrix).to1DArray())
      return Matrix.from1DArray(x.rows, x.columns, rows[0]!.map((_, i) => f(rows.map(row => row[i]!)))) // prettier-ignore
    }
    if (typeof x === 'number') return f(xs as readonly number[])
    return x!.map((_, i) => f(xs.map(row => (row as readonly number[])[i]!)))
  }
  return Object.fromEntries(Object.keys(parts[0]!).map(name => [name, entry(name)])) as unknown as T
}
/** The mean over a mixture: its R_g and moments are those of the mixed strategy. Null where the answer is empty. */
export function mean<T extends Generated | Neurons>(mixture: Mixture | undefined, of: (x: Point) => T): T | null {
  if (!mixture || mixture.atoms.length === 0) return null
  const weights = mixture.weights.map(Number)
  return combined(mixture.atoms.map(of), xs => xs.reduce((sum, x, a) => sum + x * weights[a]!, 0))
}
/** Whether every number in it is finite. */
export const finite = (part: Generated | Neurons): boolean =>
  Object.values(part).every((x: unknown) => (x instanceof Matrix ? x.to1DArray() : [x].flat()).every(Number.isFinite))

export const uncertain = (optimum: number): Certified => ({ gap: NaN, violation: NaN, value: NaN, optimum })
export const vdot = (x: readonly number[], y: readonly number[]): number => x.reduce((s, a, i) => s + a * y[i]!, 0)
