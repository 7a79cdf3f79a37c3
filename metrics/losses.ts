import { int } from '../core/config/options.ts'
import { defineMetric, type Probe, type Seen } from '../core/define.ts'
import type { Key } from '../core/key.ts'
import type { Mixture } from '../core/mixture.ts'
import type { Point } from '../core/point.ts'
import { Profile } from '../core/profile.ts'
import { systematicCounts } from './draw.ts'
import { drawsOf, drawsOption, meanOf } from './evaluation.ts'
import { support } from './support.ts'

interface Weighted {
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

/** ℓᵢ of the answer on evaluation draws, key `loss-<player>`. In expectation over the atoms where players mix. */
export const losses = defineMetric({
  id: 'losses',
  about: "Each player's loss on evaluation samples, in expectation over mixed strategies.",
  equations: ['E ℓᵢ(z, ξ), z ~ answer, ξ ~ evaluation draws'],
  example: 'saddle run --game gan --optimizer gda[stepSize=0.05] --metric losses[draws=8] --steps 200',
  config: {
    draws: drawsOption,
    profiles: int('k', 256, 'pure profiles evaluated at most where players mix; above that many, as many are drawn by weight', {
      min: 1,
      max: 100000,
    }),
  },
  create: ({ draws, profiles }, game) => {
    const m = drawsOf(game, draws)
    const probe: Probe = {
      run: (view, z) => {
        const samples = Array.from({ length: m }, () => view.sample())
        return view.players.map((_, i) => meanOf(samples.map(ξ => view.loss(i, z, ξ))))
      },
    }
    return {
      names: () => game.players.map(p => `loss-${p.id}`),
      measure: async (seen: Seen) => {
        const sums = game.players.map(() => 0)
        for (const { z, weight } of outcomes(seen.answer, profiles, seen.key)) {
          const values = await seen.evaluate(probe, z, [])
          values.forEach((loss, i) => (sums[i]! += weight * loss.values[0]!))
        }
        return Object.fromEntries(game.players.map((p, i) => [`loss-${p.id}`, sums[i]!]))
      },
    }
  },
})
