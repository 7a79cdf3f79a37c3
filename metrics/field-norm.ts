import { num } from '../core/config/options.ts'
import { defineMetric, type Probe, type Seen } from '../core/define.ts'
import { Profile } from '../core/profile.ts'
import type { Point } from '../core/point.ts'
import type * as tf from '@tensorflow/tfjs'
import { drawsOf, drawsOption, meanOf } from './evaluation.ts'
import { asProfile } from './support.ts'

/**
 * The projected residual ‖z − prox(z − ηF(z), η)‖/η, key `field-norm`: 0 exactly at stationary profiles, ‖F(z)‖ where every player
 * is free. Measured at the answer: at the last iterate only where the optimizer answers with it. A finite game's mixed answer is
 * measured at its mean; elsewhere a mixture of several atoms is no point and the value is NaN.
 *
 * η is small by default because a player's set need not be convex: on a sphere the limit η → 0 is the norm of the tangential field.
 * F is evaluated in the run's precision, the prox in double precision. Rounding adds about ε‖z‖/η, ε = 1e-16 in float64; a float32
 * iterate is off its set by 6e-8 in a unit row, a floor of about 1e-4 at the default η (1.5e-4 at the digits' saddle).
 */
export const fieldNorm = defineMetric({
  id: 'field-norm',
  about: 'Norm of the projected field at the answer: zero at stationary profiles, constrained ones too.',
  equations: ['‖z − prox(z − ηF(z), η)‖ / η'],
  source: 'Facchinei and Pang, 2003, section 1.5 (natural map)',
  example: 'saddle run --game quadratic --optimizer extragradient[stepSize=0.3] --metric field-norm --steps 200',
  config: { stepSize: num('η', 1e-3, 'step of the residual', { above: 0 }), draws: drawsOption },
  create: ({ stepSize: η, draws }, game) => {
    const m = drawsOf(game, draws)
    const probe: Probe = {
      run: (view, z) => {
        const fields = Array.from({ length: m }, () => view.F(z, view.sample()))
        return z.points.map((_, i) => meanOf(fields.map(F => F.at(i).tensor as tf.Tensor)))
      },
    }
    return {
      measure: async (seen: Seen) => {
        const z = asProfile(game, seen.answer)
        if (!z) return { 'field-norm': NaN }
        const F = await seen.evaluate(probe, z, [])
        const moved = z.map((x: Point, i) => {
          const forward = x.minus(x.with(Float64Array.from(F[i]!.values)).times(η))
          return x.minus(game.players[i]!.set.prox(forward, η))
        })
        return { 'field-norm': (new Profile(moved.points).norm() as number) / η }
      },
    }
  },
})
