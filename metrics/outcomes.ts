import type { Key } from '../core/key.ts'
import { support, type Mixture } from '../core/mixture.ts'
import type { Point } from '../core/point.ts'
import { Profile } from '../core/profile.ts'
import { systematicCounts } from './draw.ts'

/** A pure profile that is played with this probability. */
export interface Weighted {
  readonly z: Profile
  readonly weight: number
}

/**
 * The pure profiles of independent mixtures with their probabilities: all of them if there are at most `limit`, else `limit` drawn
 * by weight (systematic sampling of each player, paired at random).
 */
export function outcomes(answer: readonly Mixture[], limit: number, key: Key): Weighted[] {
  const mixed = answer.map(support)
  if (mixed.reduce((n, m) => n * m.atoms.length, 1) <= limit) {
    return mixed
      .reduce<{ points: Point[]; weight: number }[]>(
        (some, { atoms, weights }) => {
          const total = weights.reduce((a, b) => a + b, 0)
          return some.flatMap(({ points, weight }) =>
            atoms.map((x, i) => ({ points: [...points, x], weight: (weight * weights[i]!) / total })),
          )
        },
        [{ points: [], weight: 1 }],
      )
      .map(({ points, weight }) => ({ z: new Profile(points), weight }))
  }
  const drawn = mixed.map(({ atoms, weights }, player) => {
    const draws = key.fold('profiles').fold(player)
    const sorted = systematicCounts(weights, limit, draws.uniform(1)[0]!).flatMap((count, i) =>
      Array<Point>(count).fill(atoms[i]!),
    )
    return Array.from(draws.permutation(limit), k => sorted[k]!)
  })
  return Array.from({ length: limit }, (_, k) => ({ z: new Profile(drawn.map(points => points[k]!)), weight: 1 / limit }))
}
