import { setImmediate } from 'node:timers/promises'
import { Matrix } from 'ml-matrix'
import { boxLeastSquares } from '../../../core/solvers/box-least-squares.ts'
import type { BiconvexView, Soon } from '../../../core/contract.ts'
import { hostPoint, type Layout, type Point } from '../../../core/point.ts'
import { Profile } from '../../../core/profile.ts'
import { Refusal } from '../../../core/refusal.ts'
import { coneProgramming } from '../../../core/solvers/socp.ts'
import { generatedMoments } from '../../quadratic-wgan/certificate.ts'
import type { Coordinates } from './coordinates.ts'
import { dealt } from './dealt.ts'
import { feasible } from './feasible.ts'
import { realZonotope, weighted, type ReluGame } from './problem.ts'
import { mapped, solveHeld, type HeldProgram, type HeldSolution, type Neuron } from './program.ts'
import { bestResponse, zonotopeOf, type Rows, type Zonotope } from './zonotopes.ts'

/** The players' layouts and the generator's start. */
export interface Seats {
  readonly generator: Point
  readonly critic: Layout
  /** Neurons are given as ‖uⱼ‖ = |vⱼ|, at which decays of squares are least, in place of ‖uⱼ‖ = 1. */
  readonly balanced: boolean
}
/** Generated rows up to which a start that is not feasible is mended, which keeps most of it; of more its programs are large. */
const MENDED = 8

/**
 * min R_g(W) subject to d_H(Zon(X), WᵀZon(Φ)) ≤ β, as a program that is convex in each of two blocks:
 *
 *     0: {a_p}     the nearest points WᵀΦᵀa_p of the vertices p of Zon(X), a box least squares each
 *     1: W, {b_q}  min R_g(W) s.t. ‖Wᵀq − Xᵀb_q‖ ≤ β (generated inside real), ‖p − WᵀΦᵀa_p‖ ≤ β (real inside generated), a_p held
 *
 * The second is a cone program whose optimum is no worse than the W before; with W it gives the critic of its multipliers, against which
 * W is stationary. The pair is not convex: from another start another minimiser may be found, and none is proved the least. A generator that is not linear
 * in its weights takes a third step after these two, weights that make ΦW: for it Φ is an orthonormal basis of all that it can make.
 */
export function alternation(game: ReluGame, coordinates: Coordinates, { generator, critic, balanced }: Seats): BiconvexView {
  const { id, real, β, regulariser, sampling } = game
  if (sampling) {
    throw new Refusal(
      `${id}: the program that is convex in each block needs all sign patterns (directions=0), not those of sampled directions`,
    )
  }
  if (coordinates.kept.length > 0 && regulariser === 'weights') {
    throw new Refusal(
      `${id}: with generator=relu and regulariser=weights the least weight decay is a norm of the generated rows for which no program of practical size is known under a ReLU critic; regulariser=output is valid`,
    )
  }
  const { features } = coordinates
  const { d } = real
  const X = realZonotope(game, null)
  const Φ = weighted(features)
  const Q = regulariser === 'output' ? features.second : Matrix.eye(features.d)
  const nearestLayout: Layout = [{ name: 'a', shape: [X.vertices.length, Φ.length] }]
  const playedLayout: Layout = [...coordinates.kept, ...generator.layout, ...critic]
  const m = critic[1]!.shape[0]!
  const played = (W: Float64Array, neurons: readonly Neuron[]): Soon<Point> => {
    const both = (θ: readonly ArrayLike<number>[]): Point =>
      hostPoint(playedLayout, [...coordinates.kept.map(() => W), ...θ, ...blocksOf(id, neurons, m, d, balanced)])
    const θ = coordinates.made(W)
    return θ instanceof Promise ? θ.then(both) : both(θ)
  }
  const weights = (point: Point): Float64Array => point.hostBlocks()[0]!
  const generatedBy = (W: Float64Array): Float64Array[] => Φ.map(φ => mapped(W, φ, d))
  const made = (W: Float64Array): Zonotope => zonotopeOf(generatedBy(W), d, `${id}: generated rows (G)`, null, null)

  const nearest = (W: Float64Array): Point => {
    const G = generatedBy(W)
    return hostPoint(nearestLayout, X.vertices.map(vertex => boxLeastSquares(G, vertex).a)) // prettier-ignore
  }
  const program = (a: Point): Omit<HeldProgram, 'β'> => {
    const held = X.vertices.map((vertex, k) => ({ p: vertex, c: combined(Φ, a.host.subarray(k * Φ.length, (k + 1) * Φ.length)) }))
    return { d, Q, inside: W => made(W).patterns.map(D => combined(Φ, D)), X: X.rows, held }
  }
  const cost = (W: Float64Array): number => generatedMoments(W, Q).trace()
  const distance = (W: Float64Array): number => bestResponse(X, made(W)).distance

  let spent = 0
  const solved = async (held: HeldProgram, from: Float64Array): Promise<HeldSolution> => {
    const solve = await coneProgramming()
    await setImmediate() // so that a run can be interrupted between programs
    const found = solveHeld(held, solve, from)
    spent += found.flops
    return found
  }

  /** Real rows dealt to generated ones, where these are many and free. */
  const rowsDealt = (W: Float64Array): Float64Array | null => {
    const { free } = coordinates
    if (!free || Φ.length <= MENDED) return null
    const rows = dealt(X.rows, generatedBy(W))
    return rows && free(Matrix.mul(new Matrix(rows.map(row => Array.from(row))), Φ.length / features.scale))
  }

  return {
    blocks: 2,
    start: async () => {
      const nearer = async (W: Float64Array): Promise<Float64Array> => (await solved({ ...program(nearest(W)), β: null }, W)).W
      const W = await feasible(coordinates.of(generator), { id, β, distance, nearer, dealt: rowsDealt })
      return [nearest(W), await played(W, [])]
    },
    minimise: async (block, points) => {
      const W = weights(points[1]!)
      if (block === 0) return [nearest(W), points[1]!]
      const next = await solved({ ...program(points[0]!), β }, W)
      return [points[0]!, await played(cost(next.W) < cost(W) ? next.W : W, next.neurons)]
    },
    profile: points => {
      const blocks = points[1]!.hostBlocks().slice(coordinates.kept.length)
      const of = generator.layout.length
      return new Profile([hostPoint(generator.layout, blocks.slice(0, of)), hostPoint(critic, blocks.slice(of))])
    },
    spent: () => {
      const since = spent
      spent = 0
      return since
    },
  }
}

/** Σ sᵢφᵢ of rows φᵢ. */
const combined = (Φ: Rows, s: ArrayLike<number>): Float64Array =>
  Float64Array.from({ length: Φ[0]!.length }, (_, k) => Φ.reduce((sum, φ, i) => sum + φ[k]! * s[i]!, 0))

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
