import * as tf from '@tensorflow/tfjs'
import { choice, int, matrix, num, optional } from '../core/config/options.ts'
import type { Game, Player } from '../core/contract.ts'
import { defineGame } from '../core/define.ts'
import { hostTensor, type HostTensor } from '../core/host.ts'
import type { Key } from '../core/key.ts'
import { hostPoint, vectorLayout, type Point } from '../core/point.ts'
import { Profile } from '../core/profile.ts'
import { constant } from '../core/scalar.ts'
import { ball } from '../core/set/ball.ts'
import { matrixOf } from './pairing.ts'
import { familyOf, familyOption } from './semi-shallow/family.ts'
import { featuresOf, featuresOption } from './semi-shallow/features.ts'
import { semiShallowOracles } from './semi-shallow/oracle.ts'
import { payoffs } from './semi-shallow/payoff.ts'

/** Generators that may be tried. */
const most = 1e5

/**
 * A GAN whose critic is one layer on fixed features, so that its payoff is concave, and whose generator may be anything that a grid can hold:
 *
 *     gan          M(u, v) = ½E log σ(vᵀφ(x)) + ½E log(1 − σ(vᵀφ(G_u(z)))),   ‖v‖ ≤ R
 *     wasserstein  M(u, v) = E vᵀφ(x) − E vᵀφ(G_u(z))
 *
 * which u minimises and v maximises. Expectations are over the rows of the data and the latents of the family, all of them: nothing is drawn.
 * M is arbitrary in u: in general only mixtures of generators are in equilibrium. For optimizers of the field u moves freely; the view bestResponse
 * tries all generators of the grid (so that they are a global oracle, and the gap exact, of the game on the grid), and finds the best critic with a proof
 * (core/solvers/ball-maximum.ts). Grnarova et al., arXiv:1706.03269 (semi-shallow).
 */
export const semiShallowGan = defineGame({
  id: 'semi-shallow-gan',
  about: 'A GAN with a one-layer critic, concave, against any generator on a grid: it has mixed equilibria and exact gaps.',
  equations: [
    'gan: M(u, v) = ½E log σ(vᵀφ(x)) + ½E log(1 − σ(vᵀφ(G_u(z)))),  ‖v‖ ≤ R',
    'wasserstein: M(u, v) = E vᵀφ(x) − E vᵀφ(G_u(z))',
  ],
  source: 'arXiv:1706.03269 (semi-shallow)',
  example: 'saddle run --game semi-shallow-gan --optimizer chekhov-ftl[horizon=100] --metric duality-gap --steps 100',
  config: {
    data: matrix('x', [[-1], [1]], 'rows of the data, each as probable as the others'),
    loss: choice(['gan', 'wasserstein'], 'gan', 'the payoff'),
    generator: familyOption(),
    grid: int('N', 401, 'values of every entry of u among which the best generator is sought', { min: 1, max: most }),
    features: featuresOption(),
    radius: num('R', 2, 'greatest norm of v', { above: 0 }),
    start: optional(
      matrix('(u₁, v₁)', undefined, 'starting points, one row a player; the first generator of the grid and 0 where absent'),
    ),
  },
  create: ({ data, loss, generator, grid: N, features: chosen, radius, start }, _, { key }) => {
    const table = matrixOf('semi-shallow-gan: data (x)', data)
    const d = table.shape[1]!
    const [family, features, payoff] = [familyOf(generator, d), featuresOf(chosen, d, key.fold('features')), payoffs[loss]]
    const size = N ** family.parameters
    if (size > most)
      throw new Error(
        `semi-shallow-gan: ${N} values of ${family.parameters} entries are ${size} generators; valid: at most ${most}`,
      )
    const grid = family.grid(N)
    const sets = [family.set, ball(radius)] as const
    const begin = start ?? [grid[0]!, Array<number>(features.size).fill(0)]
    const points = [family.parameters, features.size].map((n, i) => startOf(n, begin[i] ?? [], sets[i]!, begin.length))
    const players = points.map((point, i): Player => ({ id: ['generator', 'critic'][i]!, set: sets[i]!, start: () => point }))
    const { worst, view } = semiShallowOracles({ data, features, family, payoff, grid, radius })

    const l = family.latents.length
    const [real, latents] = [
      hostTensor(data.flatMap(features.host), [data.length, features.size]),
      hostTensor(family.latents, [l, 1]),
    ]
    const [realRows, latentRows, dataRows] = [constant(real), constant(latents), constant(table)]
    const scores = (rows: tf.Tensor, v: Point): tf.Tensor => tf.matMul(rows, v.tensor.reshape<tf.Tensor2D>([-1, 1]))
    const discriminate = (v: Point, x: tf.Tensor): tf.Tensor1D => scores(features.tensor(x), v).reshape([-1])
    const drawn = (rows: HostTensor, key: Key, n: number): HostTensor => {
      const [count, width] = rows.shape as [number, number]
      const picked = Array.from(key.integers(n, 0, count), i => Array.from(rows.values.subarray(i * width, (i + 1) * width)))
      return hostTensor(picked.flat(), [n, width])
    }
    return {
      id: 'semi-shallow-gan',
      players,
      claims: { zeroSum: true },
      sample: () => ({}),
      loss: (i, z) => {
        const fake = scores(features.tensor(family.generate(z.at(0), latentRows())), z.at(1))
        const M = tf.add(tf.mean(payoff.real.tensor(scores(realRows(), z.at(1)))), tf.mean(payoff.fake.tensor(fake)))
        return i === 0 ? M.asScalar() : tf.neg(M).asScalar()
      },
      gan: {
        generator: 0,
        critic: 1,
        discriminate,
        generate: (u, z) => family.generate(u, z),
        real: () => dataRows(),
        latent: () => latentRows(),
        drawLatent: (key, n) => drawn(latents, key, n),
        prior: 'the latents of the family, uniformly',
        drawReal: (key, n) => drawn(table, key, n),
      },
      views: { bestResponse: () => view(sets, new Profile(points)) },
      oracles: { worst },
    } satisfies Game<Readonly<Record<string, never>>>
  },
})

function startOf(n: number, x: readonly number[], set: Player['set'], rows: number): Point {
  const outside = x.length === n ? set.violation!(Float64Array.from(x)) : NaN
  if (rows === 2 && outside <= 1e-9) return hostPoint(vectorLayout(n), [x])
  throw new Error(
    `semi-shallow-gan: start ((u₁, v₁)) must have 2 rows, here one of ${n} entries in ${set.name}, got ${rows} rows and [${x.slice(0, 6).join(', ')}]`,
  )
}
