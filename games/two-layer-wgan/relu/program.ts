import type { Matrix } from 'ml-matrix'
import { boxLeastSquares } from '../../../core/solvers/box-least-squares.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Affine, ConeProgram, ConeSolution } from '../../../core/solvers/socp.ts'
import type { Entry } from '../../../core/solvers/sparse.ts'
import type { Rows } from './zonotopes.ts'

/** A neuron of the critic: D(x) = Σ vⱼ(uⱼᵀx)₊. */
export interface Neuron {
  readonly u: Float64Array
  readonly v: number
}
/** The convex program in W [p, d] that is left when the nearest points of the generated zonotope are held. */
export interface HeldProgram {
  readonly d: number
  /** R_g = tr WᵀQW: Q [p, p]. */
  readonly Q: Matrix
  /**
   * Points q = Φᵀs of Zon(Φ) whose images Wᵀq are all vertices of WᵀZon(Φ), s ∈ {0, 1}ⁿ: generated inside real is ‖Wᵀq − Xᵀb_q‖ ≤ β for some
   * b_q ∈ [0, 1]ⁿ.
   */
  readonly inside: (W: Float64Array) => readonly Float64Array[]
  readonly X: Rows
  /** Vertices p of Zon(X) with c = Φᵀa, a held: real inside generated is ‖p − Wᵀc‖ ≤ β. */
  readonly held: readonly { readonly p: Float64Array; readonly c: Float64Array }[]
  /** The bound of every distance; null: the least one is sought in place of R_g. */
  readonly β: number | null
}
export interface HeldSolution {
  readonly W: Float64Array
  /** R_g, or the least bound. */
  readonly value: number
  /** From the multipliers of the active constraints: W is stationary for the payoff against this critic. Empty where β is null. */
  readonly neurons: readonly Neuron[]
  /** Estimated operations of its cone programs. */
  readonly flops: number
}

/** Wᵀq, for W [p, d] row by row. */
export const mapped = (W: Float64Array, q: Float64Array, d: number): Float64Array =>
  Float64Array.from({ length: d }, (_, k) => q.reduce((sum, qi, i) => sum + qi * W[i * d + k]!, 0))

/**
 * A second-order cone program in (W, {b_q}), over those q that bind: those that its answer violates join it until there are none. They are finitely
 * many, since the s are.
 */
export function solveHeld(
  { inside, ...program }: HeldProgram,
  solve: (p: ConeProgram) => ConeSolution,
  from: Float64Array,
): HeldSolution {
  const { X, d, β } = program
  const farther = (W: Float64Array, than: (level: number) => number): Float64Array[] => {
    const level = inside(W).map(q => ({ q, distance: boxLeastSquares(X, mapped(W, q, d)).distance }))
    const most = than(Math.max(...level.map(({ distance }) => distance)))
    return level.flatMap(({ q, distance }) => (distance > most ? [q] : []))
  }
  const chosen = new Map(farther(from, level => 0.9 * (β ?? level)).map(q => [q.join(), q]))
  let flops = 0
  for (;;) {
    const found = withThese({ ...program, inside: [...chosen.values()] }, solve)
    flops += found.flops
    const bound = (β ?? found.value) * (1 + 1e-12)
    const missing = farther(found.W, () => bound).filter(q => !chosen.has(q.join()))
    if (missing.length === 0) return { ...found, flops }
    for (const q of missing) chosen.set(q.join(), q)
  }
}

/** How far a bound on the way to a feasible start may be off: only whether it is below β counts, which is looked at afterwards. */
const ROUGH = 1e-8

/** Variables of a cone program at most: one of a thousand takes a minute. */
const LARGEST = 1000

type Chosen = Omit<HeldProgram, 'inside'> & { readonly inside: readonly Float64Array[] }

function withThese({ d, Q, inside, X, held, β }: Chosen, solve: (p: ConeProgram) => ConeSolution): HeldSolution {
  const w = Q.rows * d
  // The first index after those of W and b: that of the bound where it is sought.
  const t = w + inside.length * X.length
  if (t > LARGEST)
    throw new Refusal(
      `two-layer-wgan: the cone program of this many rows has ${t} variables, and at most ${LARGEST} are solved; fewer rows of data or latent are valid`,
    )
  const b = (k: number, i: number): number => w + k * X.length + i
  const bound: Affine = β === null ? { terms: [[t, 1]], constant: 0 } : { terms: [], constant: β }
  const image = (q: Float64Array, k: number, sign: number) =>
    Array.from(q, (qi, i) => [i * d + k, sign * qi] as const).filter(([, x]) => x !== 0)
  const axes = Array.from({ length: d }, (_, k) => k)
  const cones: Affine[][] = [
    ...inside.map((q, at) => [
      bound,
      ...axes.map(k => ({ terms: [...image(q, k, 1), ...X.map((x, i) => [b(at, i), -x[k]!] as const)], constant: 0 })),
    ]),
    ...held.map(({ p, c }) => [bound, ...axes.map(k => ({ terms: image(c, k, -1), constant: p[k]! }))]),
  ]
  const unit = Array.from({ length: inside.length * X.length }, (_, i) => w + i)
  const cost: Entry[] = Q.to2DArray().flatMap((row, i) =>
    row.flatMap((x, j) => (i <= j && x !== 0 ? axes.map((k): Entry => [i * d + k, j * d + k, 2 * x]) : [])),
  )
  const { x, duals, value, flops } = solve({
    minimise: Array.from({ length: t + (β === null ? 1 : 0) }, (_, i) => (i === t ? 1 : 0)),
    ...(β === null ? { enough: ROUGH } : { quadratic: cost }),
    atLeast: unit.flatMap((i): Affine[] => [
      { terms: [[i, 1]], constant: 0 },
      { terms: [[i, -1]], constant: 1 },
    ]),
    cones,
  })
  // A cone's dual is y₀(1, −u) for the direction u of its distance: real inside generated asks for v = y₀, the other side for −y₀.
  const neurons = cones.map((_, at): Neuron => {
    const y = duals.subarray(2 * unit.length + at * (d + 1), 2 * unit.length + (at + 1) * (d + 1))
    const length = Math.hypot(...y.subarray(1))
    return { u: y.slice(1).map(yk => (length > 0 ? -yk / length : 0)), v: at < inside.length ? -y[0]! : y[0]! }
  })
  const largest = Math.max(...neurons.map(({ v }) => Math.abs(v)))
  return {
    W: x.slice(0, w),
    ...{ value, flops },
    neurons: β === null ? [] : neurons.filter(({ v }) => Math.abs(v) > 1e-9 * largest),
  }
}
