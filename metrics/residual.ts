import type * as tf from '@tensorflow/tfjs'
import type { Game } from '../core/contract.ts'
import type { Probe, Seen } from '../core/define.ts'
import { Profile } from '../core/profile.ts'
import { projectedResidual } from '../core/residual.ts'
import { drawsOf, meanOf } from './evaluation.ts'

/** What a metric does with a point of its own choice: F there, in the run's precision, and in double precision what follows from it. */
export interface Stationarity {
  /** The mean of F(z; ξ) over the evaluation draws. */
  field(seen: Seen, z: Profile): Promise<Profile>
  /** The projected residual (z − prox(z − ηF(z), η))/η, player by player: F(z) where every player is free. */
  residual(seen: Seen, z: Profile, η: number): Promise<Profile>
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
  return {
    field,
    residual: async (seen, z, η) => {
      const F = await field(seen, z)
      return z.map((x, i) => projectedResidual(game.players[i]!.set, x, F.at(i), η))
    },
  }
}
