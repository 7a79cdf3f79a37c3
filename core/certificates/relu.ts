import { boxLeastSquares } from '../solvers/box-least-squares.ts'
import { certificate, tidy, type Certificate } from './certificate.ts'
import { absolute, down, dot, minus, plus, point, pointMatrix, points, product, root, scale, sum, times, up } from './interval.ts'
import type { Interval, IntervalMatrix, Intervals } from './interval.ts'
import { exactly, mean, played, within } from './mixing.ts'
import type { Critics, Generators, Rows } from './moments.ts'
import { vertices } from './vertices.ts'

/** A game of ReLU critics: real rows, latent rows, and what a sum over each is multiplied by (1/n for means). */
export interface ReluGame {
  readonly real: Rows
  readonly latent: Rows
  readonly scale: readonly [real: number, latent: number]
  readonly beta: number
  readonly penalty: 'outputs' | 'weights'
}

const positive = ([a, b]: Interval): Interval => [Math.max(0, a), Math.max(0, b)]

/**
 * Of min_W max_{U,v} R(W) + Σⱼ vⱼ(Σ(Xuⱼ)₊ − Σ(Guⱼ)₊) − β‖v‖₁, ‖uⱼ‖ ≤ 1: no neuron exceeds β + violation where each vertex of the
 * zonotope Σ[0, 1]xᵢ is that near to the zonotope of G, and each of G's to that of X. arXiv:2107.05680 for the game, re-derived. The
 * generator's problem is not convex: nothing is claimed of a value from below, nor of a gap.
 */
export function reluCertificate(game: ReluGame, generator: Generators, critic: Critics): Certificate {
  const [X, Z] = [pointMatrix(game.real), pointMatrix(game.latent)]
  const [p, f] = [point(game.scale[0]), point(game.scale[1])]
  const strategies = [
    { atoms: generator.atoms.map(W => tidy({ W })), weights: generator.weights },
    { atoms: critic.atoms.map(({ U, v }) => tidy({ U: U.map(within), v })), weights: critic.weights },
  ] as const
  const layers = strategies[0].atoms.map(({ W }) => ({ W: pointMatrix(W as Rows), G: product(Z, pointMatrix(W as Rows)) }))
  const w = exactly(generator.weights)
  const real = X.map(x => scale(p, x))
  const made = layers.flatMap(({ G }, a) => G.map(x => scale(times(w[a]!, f), x)))
  const [R] = mean(
    generator.weights,
    layers.map(({ W, G }) => [game.penalty === 'weights' ? dot(W.flat(), W.flat()) : times(f, dot(G.flat(), G.flat()))]),
  )
  const unequal = (u: Intervals): Interval =>
    minus(...([real, made].map(rows => sum(rows.map(x => positive(dot(x, u))))) as [Interval, Interval]))
  const [N, gain] = played(critic.weights, strategies[1].atoms as unknown as Critics['atoms'], (U, v) => [dot(U.map(unequal), v)])

  const sides = [apart(real, made), apart(made, real)]
  const attained = (u: readonly number[]): number => down(absolute(unequal(points(u)))[0] - game.beta)
  const responses = sides.map(({ u }) => within(u.map(x => x / (Math.hypot(...u) || 1))))
  const response = attained(responses[0]!) >= attained(responses[1]!) ? responses[0]! : responses[1]!
  const violation = Math.max(0, ...sides.map(({ distance }) => up(distance - game.beta)))
  const [least, most] = minus(plus(R!, gain!), times(point(game.beta), N))
  return certificate('relu', {
    data: { ...game },
    strategies,
    witness: {},
    response,
    claims: { violation, attained: attained(response), least, most },
  })
}

const mids = (A: IntervalMatrix): number[][] => A.map(row => row.map(([a, b]) => a / 2 + b / 2))

/** At most how far a vertex of one zonotope is from the other, and in which direction. */
function apart(from: IntervalMatrix, to: IntervalMatrix): { readonly distance: number; readonly u: readonly number[] } {
  const [rows, others] = [mids(from), mids(to).map(row => Float64Array.from(row))]
  const found = vertices(rows).map(s => {
    const p = Float64Array.from(rows[0]!, (_, j) => rows.reduce((total, row, i) => total + s[i]! * row[j]!, 0))
    const { a } = boxLeastSquares(others, p)
    const gap = rows[0]!.map((_, j) =>
      minus(sum(from.map((x, i) => times(point(s[i]!), x[j]!))), sum(to.map((x, i) => times(point(a[i]!), x[j]!)))),
    )
    return { distance: up(root(dot(gap, gap))[1]), u: gap.map(([low, high]) => low / 2 + high / 2) }
  })
  return found.reduce((worst, one) => (one.distance > worst.distance ? one : worst))
}
