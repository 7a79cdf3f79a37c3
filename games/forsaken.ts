import type * as tf from '@tensorflow/tfjs'
import { numbers } from '../core/config/options.ts'
import { defineGame } from '../core/define.ts'
import { strategyRole, vectorPlayer } from './roles.ts'
import { stationary } from './stationary.ts'

const rolesOf = (start: readonly number[]) => ['x', 'y'].map((id, i) => strategyRole(id, 1, `vector[start=[${start[i]!}]]`))

/** φ(z) = ¼z² − ½z⁴ + ⅙z⁶. */
const φ = (z: tf.Scalar): tf.Scalar => {
  const s = z.square<tf.Scalar>()
  return s.mul(s.mul(s.div(6).sub(0.5)).add(0.25))
}

/** The one root of y − 0.45 + φ′(x) = 0, x = φ′(y), φ′(z) = ½z − 2z³ + z⁵. */
const root = [[0.07802666873846009], [0.41193385136581984]]

/**
 * The forsaken solution: x minimises and y maximises
 *
 *     f(x, y) = x(y − 0.45) + φ(x) − φ(y),   φ(z) = ¼z² − ½z⁴ + ⅙z⁶,      F(x, y) = (y − 0.45 + φ′(x), φ′(y) − x)
 *
 * Its one stationary point, (0.0780, 0.4119), attracts the flow ż = −F(z) from nearby only: an unstable cycle shields it, and from
 * outside the flow ends on a stable cycle of period 7.548 around it, as do gradient methods with small steps, extragradient among them.
 * The stationary point is no equilibrium, for f is convex in y there; nothing is monotone or Lipschitz.
 * Hsieh, Mertikopoulos and Cevher, arXiv:2006.09065, example "forsaken solutions"; in the box of 3/2 (`--player
 * x=vector[start=[1],set=box[limit=1.5]]`) it is the example of arXiv:2302.09831.
 */
export const forsaken = defineGame({
  id: 'forsaken',
  about: 'Two numbers whose stationary point is shielded by a cycle, so that gradient methods from outside end on another one.',
  equations: ['f(x, y) = x(y − 0.45) + φ(x) − φ(y), φ(z) = ¼z² − ½z⁴ + ⅙z⁶', 'F(x, y) = (y − 0.45 + φ′(x), φ′(y) − x)'],
  source: 'arXiv:2006.09065, forsaken solutions',
  example: 'saddle run --game forsaken --optimizer extragradient[stepSize=0.05] --metric distance --steps 2000',
  config: { start: numbers('z₀', [1, 1], "the default players' starting points", { length: 2 }) },
  roles: ({ start }) => rolesOf(start),
  create: ({ start }, players, { key }) => {
    const seats = rolesOf(start).map(role => vectorPlayer('forsaken', players, role, key))
    const { equilibrium: point } = stationary(seats, root, key)
    return {
      id: 'forsaken',
      players: seats,
      claims: { zeroSum: true, ...(point ? { stationary: point } : {}) },
      sample: () => ({}),
      loss: (i, z) => {
        const [x, y] = [z.at(0).tensor.asScalar(), z.at(1).tensor.asScalar()]
        const f = x.mul<tf.Scalar>(y.sub(0.45)).add(φ(x)).sub(φ(y))
        return i === 0 ? f.asScalar() : f.neg().asScalar()
      },
    }
  },
})
