import { defineGame } from '../core/define.ts'
import { numbers } from '../core/config/options.ts'
import { strategyRole, vectorPlayer } from './roles.ts'
import { stationary } from './stationary.ts'

const rolesOf = (start: readonly number[]) =>
  ['generator', 'critic'].map((id, i) => strategyRole(id, 1, `vector[start=[${start[i]!}]]`))

/**
 * The one-dimensional linear-quadratic Wasserstein GAN: real data uniform on [−1, 1], generated data uniform on [−a, a], critic
 * D(x) = wx² (its linear term vanishes by symmetry). The generator's a minimises and the critic's w maximises
 *
 *     V(a, w) = E D(x) − E D(G(z)) = w(1 − a²)/3,      flow ȧ = ⅔wa, ẇ = (1 − a²)/3
 *
 * The flow keeps I = w² − ln a + ½a² and turns around the equilibrium (a, w) = (1, 0), with eigenvalues ±⅔i. There V(a, 0) = 0 and
 * V(1, w) = 0, so it is a saddle point although V is concave in a for w > 0: nothing is monotone.
 * Nagarajan and Kolter, arXiv:1706.04156; the generator's penalty of that paper is the optimizer `gradient-regularized`.
 */
export const lqWgan = defineGame({
  id: 'lq-wgan',
  about: 'The linear-quadratic Wasserstein GAN in one dimension, whose undamped flow circles its equilibrium for ever.',
  equations: ['V(a, w) = w(1 − a²)/3', 'F(a, w) = (−⅔wa, −(1 − a²)/3)'],
  source: 'arXiv:1706.04156, the LQ-WGAN',
  example: 'saddle run --game lq-wgan --optimizer gradient-regularized[stepSize=0.01,weight=0.5] --steps 5000',
  config: {
    start: numbers('(a, w)', [0.5, 0.5], "the default players' starting points: generator's half-width a, critic's weight w", {
      length: 2,
    }),
  },
  roles: ({ start }) => rolesOf(start),
  create: ({ start }, players, { key }) => {
    const seats = rolesOf(start).map(role => vectorPlayer('lq-wgan', players, role, key))
    return {
      id: 'lq-wgan',
      players: seats,
      claims: { zeroSum: true, ...stationary(seats, [[1], [0]], key) },
      sample: () => ({}),
      loss: (i, z) => {
        const [a, w] = [z.at(0).tensor.asScalar(), z.at(1).tensor.asScalar()]
        const V = a.square().neg().add(1).mul(w).div(3)
        return i === 0 ? V.asScalar() : V.neg().asScalar()
      },
    }
  },
})
