import type { Certificate } from './certificate.ts'
import { eigen } from './eigenvalues.ts'
import { momentCertificate, type Critics, type Generators, type MomentGame, type Rows } from './moments.ts'

/** A symmetric M as neurons: its unit eigenvectors with their eigenvalues, so that Σ|vⱼ| = ‖M‖_*, the least that M can cost; no rounding of zeros. */
export function neuronsOf(M: Rows): Critics {
  const { values, vectors } = eigen(M)
  const rounding = M.length * 2 ** -52 * Math.max(...values.map(Math.abs))
  const kept = values.flatMap((v, j) => (Math.abs(v) > rounding || j === 0 ? [j] : []))
  return { atoms: [{ U: kept.map(j => vectors[j]!), v: kept.map(j => values[j]!) }], weights: [1] }
}

/** Second moments C and E zzᵀ alone, framed by zeros: quadratic critics see no means. */
export const framedByZeros = (A: Rows): Rows => [...A.map(row => [...row, 0]), Array<number>(A.length + 1).fill(0)]

/** A game of quadratic critics, by the second moments C [d, d] and Σ [k, k]. */
export type QuadraticGame = Omit<MomentGame, 'activation' | 'penalty'>

/**
 * Of min_W max_{U,v} tr S + ⟨M, C − S⟩ − β‖M‖_* with S = E WᵀΣW, M = Σ vⱼuⱼuⱼᵀ: quadratic critics are one symmetric matrix, and a mixture of
 * them its mean, which is written by its eigenvectors.
 */
export function quadraticCertificate(game: QuadraticGame, generator: Generators, critic: Critics): Certificate {
  return quadraticFamily('quadratic', game, generator, neuronsOf(matrixOf(critic, game.real.length)))
}

/** The mean of Σ vⱼuⱼuⱼᵀ over a mixture, [d, d]. */
export function matrixOf(critic: Critics, d: number): Rows {
  return Array.from({ length: d }, (_, i) =>
    Array.from({ length: d }, (_, j) =>
      critic.atoms.reduce(
        (all, { U, v }, a) => all + critic.weights[a]! * U.reduce((s, u, n) => s + v[n]! * u[i]! * u[j]!, 0),
        0,
      ),
    ),
  )
}

export const quadraticFamily = (
  family: 'quadratic' | 'lifted',
  game: QuadraticGame,
  generator: Generators,
  critic: Critics,
): Certificate =>
  momentCertificate(
    family,
    {
      ...game,
      ...{ real: framedByZeros(game.real), latent: framedByZeros(game.latent) },
      ...{ activation: [1, 0, 0], penalty: 'outputs' },
    },
    generator,
    critic,
  )
