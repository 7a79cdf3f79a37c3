import type * as tf from '@tensorflow/tfjs'
import type { Game } from '../core/contract.ts'
import type { Probe, Seen } from '../core/define.ts'
import type { Mixture } from '../core/mixture.ts'
import type { Point } from '../core/point.ts'
import { Profile } from '../core/profile.ts'
import { projectedResidual } from '../core/residual.ts'
import { drawsOf, meanOf } from './evaluation.ts'
import { outcomes } from './outcomes.ts'
import { asProfile } from './support.ts'

/** What a metric does with a point of its own choice: F there, in the run's precision, and in double precision what follows from it. */
export interface Stationarity {
  /** The mean of F(z; ξ) over the evaluation draws. */
  field(seen: Seen, z: Profile): Promise<Profile>
  /** The projected residual (z − prox(z − ηF(z), η))/η, player by player: F(z) where every player is free. */
  residual(seen: Seen, z: Profile, η: number): Promise<Profile>
  /** √(Σᵢ E‖(xᵢ − prox(xᵢ − ηvᵢ, η))/η‖²) over atoms xᵢ of an answer, vᵢ what each meets; of a pure one the norm of its residual. */
  residualNorm(seen: Seen, answer: readonly Mixture[], η: number): Promise<number>
  /** Σᵢ E‖vᵢ‖², without the players' sets; of a pure one ‖F‖². */
  fieldSquare(seen: Seen, answer: readonly Mixture[]): Promise<number>
}

/** Pure profiles of a mixed answer at which F is evaluated at most; of more, as many are drawn by weight. */
const most = 1024

/** An atom with its probability, and the field that it meets: v = E ∇ᵢℓᵢ(x, z₋ᵢ) over the others' mixtures. */
interface Met {
  readonly player: number
  readonly x: Point
  readonly weight: number
  readonly v: Point
}

/** Of a game, over as many evaluation draws as are worth making. One program serves every point. */
export function stationarity(game: Game, draws: number): Stationarity {
  const m = drawsOf(game, draws)
  const probe: Probe = {
    run: (view, z) => {
      const fields = Array.from({ length: m }, () => view.F(z, view.sample()))
      return z.points.map((_, i) => meanOf(fields.map(F => F.at(i).tensor as tf.Tensor)))
    },
  }
  const field = async (seen: Seen, z: Profile): Promise<Profile> => {
    const F = await seen.evaluate(probe, z, [])
    return new Profile(z.points.map((x, i) => x.with(Float64Array.from(F[i]!.values))))
  }
  const residual = async (seen: Seen, z: Profile, η: number): Promise<Profile> => {
    const F = await field(seen, z)
    return z.map((x, i) => projectedResidual(game.players[i]!.set, x, F.at(i), η))
  }
  const met = async (seen: Seen, answer: readonly Mixture[]): Promise<readonly Met[]> => {
    const sums = game.players.map(() => new Map<Point, { readonly weight: number; readonly v: Point }>())
    for (const { z, weight } of outcomes(answer, most, seen.key)) {
      const F = await field(seen, z)
      z.points.forEach((x, i) => {
        const known = sums[i]!.get(x)
        const v = F.at(i).times(weight)
        sums[i]!.set(x, known ? { weight: known.weight + weight, v: known.v.plus(v) } : { weight, v })
      })
    }
    return sums.flatMap((atoms, player) =>
      [...atoms].map(([x, { weight, v }]) => ({ player, x, weight, v: v.times(1 / weight) })),
    )
  }
  const meanSquare = (all: readonly Met[], of: (m: Met) => Point): number =>
    all.reduce((sum, one) => sum + one.weight * (of(one).dot(of(one)) as number), 0)
  return {
    field,
    residual,
    residualNorm: async (seen, answer, η) => {
      const z = asProfile(game, answer)
      if (z) return (await residual(seen, z, η)).norm() as number
      const of = ({ player, x, v }: Met): Point => projectedResidual(game.players[player]!.set, x, v, η)
      return Math.sqrt(meanSquare(await met(seen, answer), of))
    },
    fieldSquare: async (seen, answer) => {
      const z = asProfile(game, answer)
      if (!z) return meanSquare(await met(seen, answer), ({ v }) => v)
      const F = await field(seen, z)
      return F.dot(F) as number
    },
  }
}
