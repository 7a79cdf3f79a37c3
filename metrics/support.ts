import type { Game } from '../core/contract.ts'
import { support, type Mixture } from '../core/mixture.ts'
import type { Point } from '../core/point.ts'
import { Profile } from '../core/profile.ts'

/** Σ wᵢxᵢ / Σ wᵢ on the host. */
function mean({ atoms, weights }: { readonly atoms: readonly Point[]; readonly weights: readonly number[] }): Point {
  const total = weights.reduce((a, b) => a + b, 0)
  return atoms.map((x, i) => x.times(weights[i]! / total)).reduce((a, b) => a.plus(b))
}

/**
 * The one point a player that is the same strategy as the answer: the atom of a pure answer, and in a finite game or a linear program (oracles
 * `payoff` and `optimality`: bilinear in the strategies) the mean of the atoms. Null where a player mixes and no such point exists.
 */
export function asProfile(game: Game, answer: readonly Mixture[]): Profile | null {
  const points = answer.map(m => {
    const s = support(m)
    if (s.atoms.length === 1) return s.atoms[0]!
    return game.oracles?.payoff || game.oracles?.optimality ? mean(s) : null
  })
  return points.every(p => p !== null) ? new Profile(points) : null
}

/** How far an answer is from a point: ‖z − z*‖₂, and of a mixture that is no point √(Σᵢ E‖xᵢ − zᵢ*‖²) over its atoms. */
export function distanceTo(game: Game, answer: readonly Mixture[], target: Profile): number {
  const z = asProfile(game, answer)
  if (z) return z.minus(target).norm() as number
  const square = (x: Point): number => x.dot(x) as number
  return Math.sqrt(
    answer.reduce((sum, m, i) => {
      const { atoms, weights } = support(m)
      const total = weights.reduce((a, b) => a + b, 0)
      return sum + atoms.reduce((s, x, a) => s + (weights[a]! / total) * square(x.minus(target.at(i))), 0)
    }, 0),
  )
}
