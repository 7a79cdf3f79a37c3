import type * as tf from '@tensorflow/tfjs'
import { num, numbers } from '../core/config/options.ts'
import { defineGame } from '../core/define.ts'
import { strategyRole, vectorPlayer } from './roles.ts'
import { stationary } from './stationary.ts'

const rolesOf = (start: readonly number[]) => ['x', 'y'].map((id, i) => strategyRole(id, 1, `vector[start=[${start[i]!}]]`))

/**
 * The almost bilinear game: x minimises and y maximises
 *
 *     f(x, y) = xy + εφ(y),   φ(y) = ½y² − ¼y⁴,      F(x, y) = (y, −x − ε(y − y³))
 *
 * Its one stationary point (0, 0) repels the flow ż = −F(z), which ends on a cycle (van der Pol's oscillator in Liénard's plane), near
 * the circle of radius √(4/3) for small ε: averaged over a turn, dr/dt = εr(½ − ⅜r²). Gradient methods with small steps end there too.
 * The stationary point is no equilibrium, for f is convex in y there. The game is weak Minty with the least ρ = 2ε:
 * ⟨F(z), z⟩ = −εy² + εy⁴ and ‖F(z)‖² ≥ y², with equality where x = −ε(y − y³).
 * Hsieh, Mertikopoulos and Cevher, arXiv:2006.09065, example "almost bilinear games"; the default ε is of this library.
 */
export const almostBilinear = defineGame({
  id: 'almost-bilinear',
  about: 'Two numbers in a bilinear game that is disturbed a little: gradient methods end on a cycle without a stationary point.',
  equations: ['f(x, y) = xy + εφ(y), φ(y) = ½y² − ¼y⁴', 'F(x, y) = (y, −x − ε(y − y³))'],
  source: 'arXiv:2006.09065, almost bilinear games',
  example: 'saddle run --game almost-bilinear --optimizer gda[stepSize=0.01] --metric distance --steps 10000',
  config: {
    epsilon: num('ε', 0.1, 'size of the disturbance', { above: 0 }),
    start: numbers('z₀', [0.5, 0.5], "the default players' starting points", { length: 2 }),
  },
  roles: ({ start }) => rolesOf(start),
  create: ({ epsilon: ε, start }, players, { key }) => {
    const seats = rolesOf(start).map(role => vectorPlayer('almost-bilinear', players, role, key))
    const { equilibrium: point } = stationary(seats, [[0], [0]], key)
    return {
      id: 'almost-bilinear',
      players: seats,
      claims: { zeroSum: true, ...(point ? { stationary: point, weakMinty: 2 * ε } : {}) },
      sample: () => ({}),
      loss: (i, z) => {
        const [x, y] = [z.at(0).tensor.asScalar(), z.at(1).tensor.asScalar()]
        const s = y.square<tf.Scalar>()
        const f = x.mul<tf.Scalar>(y).add(s.mul(s.mul(-0.25).add(0.5)).mul(ε))
        return i === 0 ? f.asScalar() : f.neg().asScalar()
      },
    }
  },
})
