import { boxLeastSquares } from '../../../core/solvers/box-least-squares.ts'
import type { BiconvexView, Soon } from '../../../core/contract.ts'
import { hostPoint, type Layout, type Point } from '../../../core/point.ts'
import { Profile } from '../../../core/profile.ts'
import { Refusal } from '../../../core/refusal.ts'
import { coneProgramming } from '../../../core/solvers/socp.ts'
import { realZonotope, weighted, type ReluGame } from './problem.ts'
import { mapped, solveHeld, type HeldProgram, type Neuron } from './program.ts'
import { bestResponse, zonotopeOf } from './zonotopes.ts'

/** The players' layouts and the generator's start. */
export interface Seats {
  readonly generator: Point
  readonly critic: Layout
  /** Neurons are given as ‖uⱼ‖ = |vⱼ|, at which decays of squares are least, in place of ‖uⱼ‖ = 1. */
  readonly balanced: boolean
}
/** Steps in which a start that is not feasible may become so. */
const MENDING = 50

/**
 * min R_g(W) subject to d_H(Zon(X), WᵀZon(Φ)) ≤ β, as a program that is convex in each of two blocks:
 *
 *     0: {a_p}     the nearest points WᵀΦᵀa_p of the vertices p of Zon(X), a box least squares each
 *     1: W, {b_q}  min R_g(W) s.t. ‖Wᵀq − Xᵀb_q‖ ≤ β (generated inside real), ‖p − WᵀΦᵀa_p‖ ≤ β (real inside generated), a_p held
 *
 * The second is a cone program whose optimum is no worse than the W before; with W it gives the critic of its multipliers, against which
 * W is stationary. The pair is not convex: from another start another minimiser may be found, and none is proved the least.
 */
export function alternation(game: ReluGame, { generator, critic, balanced }: Seats): BiconvexView {
  const { id, real, features, β, regulariser, linear, sampling } = game
  if (!linear) {
    throw new Refusal(
      `${id}: the program that is convex in each block needs a generator that is linear in its weights, such as generator=linear`,
    )
  }
  if (sampling) {
    throw new Refusal(
      `${id}: the program that is convex in each block needs all sign patterns (directions=0), not those of sampled directions`,
    )
  }
  const [d, p] = [real.d, features.d]
  const X = realZonotope(game)
  const Φ = weighted(features)
  const q = zonotopeOf(Φ, p, `${id}: latent (Z)`, null).vertices
  const Q = Array.from({ length: p }, (_, i) =>
    Array.from({ length: p }, (_, j) => (regulariser === 'output' ? features.second.get(i, j) : i === j ? 1 : 0)),
  )
  const nearestLayout: Layout = [{ name: 'a', shape: [X.vertices.length, Φ.length] }]
  const playedLayout: Layout = [...generator.layout, ...critic]
  const m = critic[1]!.shape[0]!
  const played = (W: Float64Array, neurons: readonly Neuron[]): Point =>
    hostPoint(playedLayout, [W, ...blocksOf(id, neurons, m, d, balanced)])
  const weights = (point: Point): Float64Array => point.hostBlocks()[0]!
  const generatedBy = (W: Float64Array): Float64Array[] => Φ.map(φ => mapped(W, φ, d))

  const nearest = (W: Float64Array): Point => {
    const G = generatedBy(W)
    return hostPoint(nearestLayout, X.vertices.map(vertex => boxLeastSquares(G, vertex).a)) // prettier-ignore
  }
  const program = (a: Point): Omit<HeldProgram, 'β'> => {
    const held = X.vertices.map((vertex, k) => {
      const weight = a.host.subarray(k * Φ.length, (k + 1) * Φ.length)
      return { p: vertex, c: Float64Array.from({ length: p }, (_, i) => Φ.reduce((sum, φ, r) => sum + φ[i]! * weight[r]!, 0)) }
    })
    return { d, Q, inside: q, X: X.rows, held }
  }
  const cost = (W: Float64Array): number => game.cost(generator.with(W))
  const distance = (W: Float64Array): number =>
    bestResponse(X, zonotopeOf(generatedBy(W), d, `${id}: generated rows (G)`, null)).distance

  /** The least bound on both sides, block by block, until it is β. */
  const feasible = async (start: Float64Array): Promise<Float64Array> => {
    let W = start
    let now = distance(W)
    for (let k = 0; k < MENDING && now > β * (1 + 1e-9); k++) {
      const solve = await coneProgramming()
      const next = solveHeld({ ...program(nearest(W)), β: null }, solve, W).W
      const then = distance(next)
      if (!(then < now * (1 - 1e-9))) break
      ;[W, now] = [next, then]
    }
    if (now <= β * (1 + 1e-9)) return W
    throw new Refusal(
      `${id}: no feasible start was found: from the generator's start the two zonotopes come no nearer than ${now}, and beta (β_d) is ${β}; ` +
        'another start (seed, start) or a larger beta is valid',
    )
  }

  return {
    blocks: 2,
    start: async () => {
      const W = await feasible(generator.host)
      return [nearest(W), played(W, [])]
    },
    minimise: (block, points): Soon<readonly Point[]> => {
      const W = weights(points[1]!)
      if (block === 0) return [nearest(W), points[1]!]
      return coneProgramming().then(solve => {
        const next = solveHeld({ ...program(points[0]!), β }, solve, W)
        const better = cost(next.W) < cost(W)
        return [points[0]!, played(better ? next.W : W, next.neurons)]
      })
    },
    profile: points => {
      const [W, ...critics] = points[1]!.hostBlocks() as [Float64Array, ...Float64Array[]]
      return new Profile([generator.with(Float64Array.from(W)), hostPoint(critic, critics)])
    },
  }
}

/** U [m, d] and v [m] of neurons; those that are left have weight 0 (and u = e₁, or 0 where `balanced`). Throws where there are more than m. */
function blocksOf(
  id: string,
  neurons: readonly Neuron[],
  m: number,
  d: number,
  balanced: boolean,
): [U: Float64Array, v: Float64Array] {
  const merged = neurons.reduce<Neuron[]>((all, { u, v }) => {
    const at = all.findIndex(
      other => Math.sign(other.v) === Math.sign(v) && Math.hypot(...u.map((x, k) => x - other.u[k]!)) < 1e-9,
    )
    return at < 0 ? [...all, { u, v }] : all.with(at, { u: all[at]!.u, v: all[at]!.v + v })
  }, [])
  if (merged.length > m) {
    throw new Refusal(`${id}: the critic of the multipliers needs neurons (m) of at least ${merged.length}, got ${m}`)
  }
  const U = Float64Array.from({ length: m * d }, (_, i) => (i % d === 0 && !balanced ? 1 : 0))
  const v = new Float64Array(m)
  merged.forEach(({ u, v: weight }, j) => {
    const length = balanced ? Math.sqrt(Math.abs(weight)) : 1
    U.set(
      u.map(x => x * length),
      j * d,
    )
    v[j] = weight / length
  })
  return [U, v]
}
