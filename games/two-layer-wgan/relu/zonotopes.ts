import type { Matrix } from 'ml-matrix'
import { arrangement, sampledArrangement, type Arrangement } from '../../../core/arrangements/arrangement.ts'
import { excess, support, vertexAt, vertices, type Excess as Farthest } from '../../../core/arrangements/zonotope.ts'
import type { Key } from '../../../core/key.ts'

export type Rows = readonly Float64Array[]

/** Zon(A) = {Aᵀs : s ∈ [0, 1]ⁿ} of rows A, with its vertices Aᵀ D1, or some of them. */
export interface Zonotope {
  readonly rows: Rows
  readonly vertices: readonly Float64Array[]
  /** s of each vertex Aᵀs. */
  readonly patterns: readonly Uint8Array[]
  /** A direction in which each vertex is the farthest. */
  readonly directions: readonly Float64Array[]
  readonly exact: boolean
}
/** How vertices are found: all of them (null), or those that n sampled directions meet. */
export type Sampling = { readonly key: Key; readonly directions: number } | null

/** `sampled` says how one asks for sampled directions where there are too many patterns; null where one cannot. */
export function zonotopeOf(
  rows: Rows,
  d: number,
  what: string,
  sampling: Sampling,
  sampled: string | null = 'activation=relu[directions=1000]',
): Zonotope {
  const found: Arrangement = sampling
    ? sampledArrangement(rows, d, sampling.key, sampling.directions)
    : arrangement(rows, d, what, sampled ?? undefined)
  return { rows, vertices: vertices(rows, d, found), patterns: found.patterns, directions: found.directions, exact: found.exact }
}

/** c·row for each row of a matrix. 1ᵀ(Au)₊/n is 1ᵀ(cAu)₊ with c = 1/n: means are sums of shorter rows. */
export const rowsOf = (A: Matrix, c: number): Float64Array[] => A.to2DArray().map(row => Float64Array.from(row, x => c * x))

/** The worst unit neuron and what it sees of X and G. */
export interface WorstNeuron {
  /** d_H(Zon(X), Zon(G)) = max over ‖u‖ ≤ 1 of |1ᵀ(Xu)₊ − 1ᵀ(Gu)₊|; a lower bound of it unless `exact`. */
  readonly distance: number
  /** max of 1ᵀ(Xu)₊ − 1ᵀ(Gu)₊: the real zonotope's farthest vertex from the generated one; and the reverse. */
  readonly real: number
  readonly generated: number
  /** Attains `distance`; a basis vector where it is 0. */
  readonly u: Float64Array
  /** 1: real rows are seen more, the best output weight is positive; −1: generated ones. */
  readonly sign: 1 | -1
  readonly exact: boolean
}

/**
 * The critic's exact best response. Since −(t)₊ = min over a ∈ [0, 1] of −at, a minimax swap gives
 *
 *     max_{‖u‖≤1} 1ᵀ(Xu)₊ − 1ᵀ(Gu)₊ = max over vertices p of Zon(X) of min_{a∈[0,1]ⁿ} ‖p − Gᵀa‖
 *
 * attained at u = (p − Gᵀa)/‖p − Gᵀa‖, and the same with X and G exchanged. A box least squares for every vertex, and no cone program.
 */
export function bestResponse(X: Zonotope, G: Zonotope): WorstNeuron {
  const exact = X.exact && G.exact
  const sides = exact ? [excess(X.vertices, G.rows), excess(G.vertices, X.rows)] : [climbed(X, G), climbed(G, X)]
  const [real, generated] = sides as [Excess, Excess]
  const worst = real.distance >= generated.distance ? real : generated
  return {
    distance: worst.distance,
    real: real.distance,
    generated: generated.distance,
    u: worst.distance > 0 ? worst.residual.map(x => x / worst.distance) : worst.residual.map((_, k) => (k === 0 ? 1 : 0)),
    sign: worst === real ? 1 : -1,
    exact,
  }
}

type Excess = Pick<Farthest, 'distance' | 'residual'>

/** Steps of a climb: each must be more by 1e-12, which finitely many pairs of vertices allow a few times. */
const CLIMB = 1000

/**
 * A lower bound of max h_X(u) − h_G(u) over the ball: from each direction u to that of the difference of both farthest vertices, while this
 * is more. On the sphere it may be negative, where Zon(X) lies inside Zon(G); the ball holds 0 too.
 */
function climbed(X: Zonotope, G: Zonotope): Excess {
  const height = (u: Float64Array): number => support(X.rows, u) - support(G.rows, u)
  const ends = [...X.directions, ...G.directions].map((start): Excess => {
    let [u, distance] = [start, height(start)]
    for (let k = 0; k < CLIMB; k++) {
      const g = vertexAt(G.rows, u)
      const apart = vertexAt(X.rows, u).map((x, k) => x - g[k]!)
      const next = apart.map(x => x / Math.hypot(...apart))
      const more = height(next)
      if (!(more > distance + 1e-12 * Math.abs(distance))) break
      ;[u, distance] = [next, more]
    }
    return { distance: Math.max(0, distance), residual: u.map(x => x * distance) }
  })
  return ends.reduce((worst, next) => (next.distance > worst.distance ? next : worst))
}
