import { certificate, tidy, type Certificate, type Family } from './certificate.ts'
import { dualTerm, leastDual } from './dual-search.ts'
import { eigen, leastEigenvalue, reserve } from './eigenvalues.ts'
import {
  absolute,
  down,
  dot,
  entries,
  middle,
  minus,
  plus,
  point,
  pointMatrix,
  points,
  product,
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

const mids = (A: IntervalMatrix): number[][] => A.map(row => row.map(middle))
const block = (A: Rows, d: number): number[][] => A.slice(0, d).map(row => row.slice(0, d))
const square = (list: Intervals, d: number): IntervalMatrix => Array.from({ length: d }, (_, i) => list.slice(i * d, (i + 1) * d))

/** p on the diagonal but t in its last place, plus s·A. */
const framed = (A: IntervalMatrix, s: 1 | -1, p: number, t: Interval): IntervalMatrix =>
  entries(A, (x, i, j) => {
    const signed: Interval = s === 1 ? x : [-x[1], -x[0]]
    return i !== j ? signed : plus(signed, i < A.length - 1 ? point(p) : t)
  })

/** What must be added to the diagonal so that A is certainly positive semidefinite, and found so by others. */
const deficit = (A: IntervalMatrix): number => Math.max(0, up(reserve(A) - leastEigenvalue(A)))

/** ρ and the least violation ≥ 0 such that diag(ρ, β + violation − ρ) ∓ E ⪰ 0, E masked by K: no neuron exceeds β + violation. */
function worst(
  E: IntervalMatrix,
  β: number,
  s: 1 | -1,
): { readonly ρ: number; readonly violation: number; readonly u: readonly number[] } {
  const d = E.length - 1
  const e = mids(E).map(row => row.map(x => s * x))
  const { values, vectors } = eigen(block(e, d))
  const side = e.slice(0, d).map(row => row[d]!)
  const g = vectors.map(v => v.reduce((total, x, i) => total + x * side[i]!, 0))
  const scale = Math.max(...values.map(Math.abs), Math.hypot(...g))
  const bottom = Math.max(0, values[0]!)
  let ρ = g.every(x => x === 0) ? bottom : leastDual(1, values, g, bottom)
  const start = ρ + dualTerm(ρ + 2 ** -60 * scale, values, g) + e[d]![d]!
  let violation = Math.max(0, start - β)
  for (let round = 0; round < 40; round++) {
    const lack = deficit(framed(E, s === 1 ? -1 : 1, ρ, minus(plus(point(β), point(violation)), point(ρ))))
    if (lack === 0) break
    ρ = up(ρ + lack)
    violation = up(violation + 2 * lack)
  }
  const along = vectors.map((_, i) => (g[i] === 0 ? 0 : g[i]! / Math.max(ρ - values[i]!, 2 ** -60 * scale)))
  const others = along.slice(1).reduce((total, x) => total + x * x, 0)
  // Off the ball's inside (ρ > 0) the maximiser has length 1; what the slope does not say goes along the top eigenvector.
  if (ρ > 1e-9 * scale) along[0] = (along[0]! < 0 ? -1 : 1) * Math.sqrt(Math.max(0, 1 - others))
  const u = side.map((_, i) => vectors.reduce((total, v, j) => total + along[j]! * v[i]!, 0))
  return { ρ, violation, u: within(u) }
}

/** λ ≥ 0 and gain with diag(1 + λ, gain + M_dd) − M ⪰ 0: no generator with R ≤ T gains more than λT + τ·gain. */
function gains(M: IntervalMatrix, τ: number, T: number): { readonly λ: number; readonly gain: number } {
  const d = M.length - 1
  const m = mids(M)
  const { values, vectors } = eigen(block(m, d))
  const g = vectors.map(v => v.reduce((total, x, i) => total + x * m[i]![d]!, 0))
  const bottom = Math.max(1, values[0]!)
  const still = g.every(x => x === 0) || τ === 0 || T === 0
  const root = Math.sqrt(τ)
  const p = still
    ? bottom
    : leastDual(
        T,
        values,
        g.map(x => root * x),
        bottom,
      )
  let [λ, gain] = [p - 1, dualTerm(Math.max(p, bottom + 2 ** -50), values, g)]
  for (let round = 0; round < 40; round++) {
    const lack = deficit(framed(M, -1, 1 + λ, plus(point(gain), M[d]![d]!)))
    if (lack === 0) break
    λ = up(λ + lack)
    gain = up(gain + lack)
  }
  return { λ, gain }
}

/** τ ≥ zᵀP⁻¹z for the latents' means z and P = Σ, or I where weights are penalised. Throws where P is singular in doubles. */
function meanBound(Σ: IntervalMatrix, weights: boolean): number {
  const k = Σ.length - 1
  const P = entries(Σ, (x, i, j) => (weights && i < k && j < k ? point(i === j ? 1 : 0) : x))
  const { values, vectors } = eigen(block(mids(P), k))
  const z = mids(P)[k]!.slice(0, k)
  const found = vectors.reduce((total, v, i) => total + v.reduce((t, x, j) => t + x * z[j]!, 0) ** 2 / values[i]!, 0)
  for (let more = 2 ** -50; more < 2 ** -20; more *= 2) {
    const τ = found * (1 + more) + more * Math.abs(P[k]![k]![1])
    if (Number.isFinite(τ) && deficit(entries(P, (x, i, j) => (i === k && j === k ? point(τ) : x))) === 0) return τ
  }
  throw new Error(
    'certificate: the second moments of the latents are singular in double precision, so that no lower bound can be shown; give latents of full rank',
  )
}

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
  const neuron = (u: Intervals): Intervals => {
    const tall = [...u, point(1)]
    return masked(tall.map(s => tall.map(t => times(s, t)))).flat()
  }

  const lists = strategies[0].atoms.map(({ W }) => {
    const w = pointMatrix(W as Rows)
    const V = [...w.map(row => [...row, point(0)]), [...Array<Interval>(d).fill(point(0)), point(1)]]
    const S = product(transpose(V), product(Σ, V))
    const R = weights ? dot(w.flat(), w.flat()) : sum(S.slice(0, d).map((row, i) => row[i]!))
    return [R, ...S.flat()]
  })
  const [R, ...made] = mean(generator.weights, lists) as [Interval, ...Interval[]]
  const [N, ...mixed] = played(critic.weights, strategies[1].atoms as unknown as Critics['atoms'], neuron)
  const rest = C.flat().map((x, i) => minus(x, made[i]!))
  const [M, E] = [square(mixed, d + 1), masked(square(rest, d + 1))]

  const sides = ([1, -1] as const).map(s => worst(E, β, s))
  const violation = Math.max(...sides.map(side => side.violation))
  const attained = (u: readonly number[]): number => down(absolute(dot(neuron(points(u)), rest))[0] - β)
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
