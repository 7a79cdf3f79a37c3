import { certificate, tidy, type Certificate, type Family } from './certificate.ts'
import { gains, inside, meanBound, worst } from './inequalities.ts'
import {
  absolute,
  dot,
  down,
  entries,
  minus,
  plus,
  point,
  pointMatrix,
  points,
  product,
  scale,
  sum,
  times,
  transpose,
  up,
} from './interval.ts'
import type { Interval, IntervalMatrix, Intervals } from './interval.ts'
import { mean, played, within } from './mixing.ts'

export type Rows = readonly (readonly number[])[]
export interface Generators {
  readonly atoms: readonly Rows[]
  readonly weights: readonly number[]
}
export interface Critics {
  readonly atoms: readonly { readonly U: Rows; readonly v: readonly number[] }[]
  readonly weights: readonly number[]
}

/**
 * A game of second moments of (x, 1), with neurons at² + bt + c:
 *
 *     min_W max_{U,v} R(W) + ⟨M, C − S⟩ − β‖v‖₁,    S = E(Wᵀz, 1)(Wᵀz, 1)ᵀ,  M = Σ vⱼ·K∘(uⱼ, 1)(uⱼ, 1)ᵀ,  ‖uⱼ‖ ≤ 1
 *
 * K is a on the block of x, b/2 beside it and c in the corner; R is E‖Wᵀz‖², or ‖W‖² where a = 0.
 */
export interface MomentGame {
  /** C, [d + 1, d + 1]. */
  readonly real: Rows
  /** E(z, 1)(z, 1)ᵀ, [k + 1, k + 1]. */
  readonly latent: Rows
  readonly activation: readonly [a: number, b: number, c: number]
  readonly beta: number
  /** Bounds of the players' sets, ‖v‖₁ ≤ critic and R ≤ generator; they grow to hold the strategies. */
  readonly critic: number
  readonly generator: number
  readonly penalty: 'outputs' | 'weights'
}

const square = (list: Intervals, d: number): IntervalMatrix => Array.from({ length: d }, (_, i) => list.slice(i * d, (i + 1) * d))

/** The certificate of mixtures W and (U, v) in a game of moments. */
export function momentCertificate(family: Family, game: MomentGame, generator: Generators, critic: Critics): Certificate {
  const [C, Σ] = [pointMatrix(game.real), pointMatrix(game.latent)]
  const [d, k] = [C.length - 1, Σ.length - 1]
  const { beta: β, penalty } = game
  const [a, b, c] = game.activation.map(point) as [Interval, Interval, Interval]
  const weights = penalty === 'weights'
  if (weights && game.activation[0] !== 0)
    throw new Error('certificate: a critic with a square and a penalty on weights has no convex dual; penalise outputs')
  const strategies = [
    { atoms: generator.atoms.map(W => tidy({ W })), weights: generator.weights },
    { atoms: critic.atoms.map(({ U, v }) => tidy({ U: U.map(within), v })), weights: critic.weights },
  ] as const
  const half = times(point(0.5), b)
  const K = (i: number, j: number): Interval => (i < d && j < d ? a : i < d || j < d ? half : c)
  const masked = (A: IntervalMatrix): IntervalMatrix => entries(A, (x, i, j) => times(K(i, j), x))
  const neurons = (U: IntervalMatrix, v: Intervals): Intervals => {
    const tall = U.map(u => [...u, point(1)])
    const weighed = tall.map((u, j) => scale(v[j]!, u))
    return masked(product(transpose(tall), weighed)).flat()
  }

  const lists = strategies[0].atoms.map(({ W }) => {
    const w = pointMatrix(W as Rows)
    const V = [...w.map(row => [...row, point(0)]), [...Array<Interval>(d).fill(point(0)), point(1)]]
    const S = product(transpose(V), product(Σ, V))
    const R = weights ? dot(w.flat(), w.flat()) : sum(S.slice(0, d).map((row, i) => row[i]!))
    return [R, ...S.flat()]
  })
  const [R, ...made] = mean(generator.weights, lists) as [Interval, ...Interval[]]
  const [N, ...mixed] = played(critic.weights, strategies[1].atoms as unknown as Critics['atoms'], neurons)
  const rest = C.flat().map((x, i) => minus(x, made[i]!))
  const [M, E] = [square(mixed, d + 1), masked(square(rest, d + 1))]

  const spectrum = inside(E)
  const sides = ([1, -1] as const).map(s => worst(E, β, s, spectrum))
  const violation = Math.max(...sides.map(side => side.violation))
  const attained = (u: readonly number[]): number => down(absolute(dot(neurons([points(u)], [point(1)]), rest))[0] - β)
  const response = sides.map(side => side.u).reduce((u, v) => (attained(v) > attained(u) ? v : u))
  const [B, T] = [Math.max(game.critic, N[1]), Math.max(game.generator, R[1])]
  // Where the latents' means vanish, so do the generated ones: the slope of the critic is not felt.
  const centred = Σ[k]!.slice(0, k).every(x => x[0] === 0 && x[1] === 0)
  const felt = entries(M, (x, i, j) => (centred && i < d !== j < d ? point(0) : x))
  const τ = game.activation[1] === 0 || centred ? 0 : meanBound(Σ, weights)
  const { λ, gain } = gains(felt, τ, T)

  const upper = up(plus(R, times(point(B), point(violation)))[1])
  const price = sum([times(point(β), N), times(point(λ), point(T)), times(point(τ), point(gain)), times(M[d]![d]!, Σ[k]![k]!)])
  const lower = down(minus(dot(mixed, C.flat()), price)[0])
  const [least, most] = minus(plus(R, dot(mixed, rest)), times(point(β), N))
  return certificate(family, {
    data: {
      ...{ activation: game.activation, beta: β, critic: B, generator: T, penalty, real: game.real, latent: game.latent },
    },
    strategies,
    witness: { rho: sides.map(side => side.ρ), lambda: λ, gain, tau: τ },
    response,
    claims: { violation, attained: attained(response), least, most, upper, lower, gap: up(upper - lower) },
  })
}
