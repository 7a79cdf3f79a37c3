import * as tf from '@tensorflow/tfjs'
import { choice, int, matrix, num, optional } from '../core/config/options.ts'
import type { Game, Player } from '../core/contract.ts'
import { defineGame, type Role } from '../core/define.ts'
import { hostTensor, type HostTensor } from '../core/host.ts'
import type { Key } from '../core/key.ts'
import { hostPoint, vectorLayout, type Point } from '../core/point.ts'
import { Profile } from '../core/profile.ts'
import { constant } from '../core/scalar.ts'
import { ball } from '../core/set/ball.ts'
import { matrixOf } from './pairing.ts'
import { networkPlayer } from './roles.ts'
import { familyOf, familyOption, type FamilyChoice, type Generated } from './semi-shallow/family.ts'
import { featuresOf, featuresOption } from './semi-shallow/features.ts'
import { networkGenerator, networkOracles } from './semi-shallow/network.ts'
import { semiShallowOracles } from './semi-shallow/oracle.ts'
import { payoffs } from './semi-shallow/payoff.ts'

const roleOf = (latent: number, d: number): Role => ({
  id: 'generator',
  input: [latent],
  output: [d],
  player: 'mlp[hidden=[16]]',
})
const zeros = ({ size }: { readonly size: number }): number[] => Array<number>(size).fill(0)

/** Generators that may be tried. */
const most = 1e5

/**
 * A GAN whose critic is one layer on fixed features, so that its payoff is concave, and whose generator may be anything:
 *
 *     gan          M(u, v) = ½E log σ(vᵀφ(x)) + ½E log(1 − σ(vᵀφ(G_u(z)))),   ‖v‖ ≤ R
 *     wasserstein  M(u, v) = E vᵀφ(x) − E vᵀφ(G_u(z))
 *
 * which u minimises and v maximises. Expectations are over the rows of the data and a table of latents, all of them: nothing is drawn.
 * M is arbitrary in u: in general only mixtures of generators are in equilibrium. The best critic is found with a proof
 * (core/solvers/ball-maximum.ts). Of a family of few parameters the best generator is sought: on a grid by the view bestResponse, on and off it
 * (semi-shallow/search.ts) by the metric duality-gap and by double oracles. `generator=network` takes any player [k] → [d], and knows no best
 * response of it. For optimizers of the field u moves freely. Grnarova et al., arXiv:1706.03269 (semi-shallow).
 */
export const semiShallowGan = defineGame({
  id: 'semi-shallow-gan',
  about:
    'A GAN with a one-layer critic, concave, against any generator, a network too: it has mixed equilibria and an exact best critic.',
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
      matrix(
        '(u₁, v₁)',
        undefined,
        'starting points, one row a player, of a network the critic’s alone; the first generator of the grid and 0 where absent',
      ),
    ),
  },
  roles: ({ data, generator }) => (generator.kind === 'network' ? [roleOf(generator.size, data[0]?.length ?? 0)] : []),
  create: ({ data, loss, generator, grid: N, features: chosen, radius, start }, players, { key }) => {
    const table = matrixOf('semi-shallow-gan: data (x)', data)
    const d = table.shape[1]!
    const [features, payoff, set] = [featuresOf(chosen, d, key.fold('features')), payoffs[loss], ball(radius)]
    const critic = (v: readonly number[], rows: number): Player => {
      const point = startOf(features.size, v, set, [rows, generator.kind === 'network' ? 1 : 2])
      return { id: 'critic', set, start: () => point }
    }
    const ofNetwork = (l: number, size: number) => {
      const G = networkPlayer('semi-shallow-gan', players, roleOf(size, d))
      const made = networkGenerator(G, l, size, key.fold('latents'))
      const { semiGradient } = G
      const known = { oracles: networkOracles(data, features, made, payoff, radius) }
      return { made, known, critic: critic(start?.[0] ?? zeros(features), start?.length ?? 1), semiGradient }
    }
    const ofFamily = (choice: FamilyChoice) => {
      const family = familyOf(choice, d)
      const size = N ** family.parameters
      if (size > most)
        throw new Error(
          `semi-shallow-gan: ${N} values of ${family.parameters} entries are ${size} generators; valid: at most ${most}`,
        )
      const [u, v] = [start?.[0] ?? family.grid(N)[0]!, start ? (start[1] ?? []) : zeros(features)]
      const point = startOf(family.parameters, u, family.set, [start?.length ?? 2, 2])
      const D = critic(v, start?.length ?? 2)
      const { worst, searched, view } = semiShallowOracles({ data, features, family, payoff, values: N, radius })
      const made: Generated = {
        player: { id: 'generator', set: family.set, start: () => point },
        latents: hostTensor(family.latents, [family.latents.length, 1]),
        generate: (u, z) => family.generate(u, z),
        prior: 'the latents of the family, uniformly',
      }
      const bestResponse = () => view([family.set, set], new Profile([point, D.start(key)]))
      return { made, known: { views: { bestResponse }, oracles: { worst, searched } }, critic: D, semiGradient: undefined }
    }
    const {
      made,
      known,
      critic: D,
      semiGradient,
    } = generator.kind === 'network' ? ofNetwork(generator.latents, generator.size) : ofFamily(generator)
    const { latents, generate, prior } = made
    const real = hostTensor(data.flatMap(features.host), [data.length, features.size])
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
      players: [made.player, D],
      claims: { zeroSum: true, ...(semiGradient ? { semiGradient } : {}) },
      sample: () => ({}),
      loss: (i, z) => {
        const fake = scores(features.tensor(generate(z.at(0), latentRows())), z.at(1))
        const M = tf.add(tf.mean(payoff.real.tensor(scores(realRows(), z.at(1)))), tf.mean(payoff.fake.tensor(fake)))
        return i === 0 ? M.asScalar() : tf.neg(M).asScalar()
      },
      gan: {
        generator: 0,
        critic: 1,
        discriminate,
        generate,
        real: () => dataRows(),
        latent: () => latentRows(),
        drawLatent: (key, n) => drawn(latents, key, n),
        prior,
        drawReal: (key, n) => drawn(table, key, n),
      },
      ...known,
    } satisfies Game<Readonly<Record<string, never>>>
  },
})

/** x as the start of a strategy of n entries; of so many rows, and as many as there should be. */
function startOf(n: number, x: readonly number[], set: Player['set'], [rows, needed]: readonly [number, number]): Point {
  const outside = x.length === n ? set.violation!(Float64Array.from(x)) : NaN
  if (rows === needed && outside <= 1e-9) return hostPoint(vectorLayout(n), [x])
  throw new Error(
    `semi-shallow-gan: start ((u₁, v₁)${needed === 1 ? ', of a network v₁ alone' : ''}) must have ${needed} row${needed === 1 ? '' : 's'}, here one of ${n} entries in ${set.name}, got ${rows} rows and [${x.slice(0, 6).join(', ')}]`,
  )
}
