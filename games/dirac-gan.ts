import * as tf from '@tensorflow/tfjs'
import { choice, num, numbers } from '../core/config/options.ts'
import type { Game } from '../core/contract.ts'
import { defineGame } from '../core/define.ts'
import { hostTensor } from '../core/host.ts'
import { constant } from '../core/scalar.ts'
import { ganLosses } from './losses.ts'
import { normalRule } from './normal-rule.ts'
import { withPenalty } from './penalty.ts'
import { penaltyOption } from './penalty-option.ts'
import { strategyRole, vectorPlayer } from './roles.ts'
import { stationary } from './stationary.ts'

const rolesOf = (start: readonly number[]) =>
  ['generator', 'critic'].map((id, i) => strategyRole(id, 1, `vector[start=[${start[i]!}]]`))

/**
 * The Dirac-GAN: real data at 0, generated data at θ, critic D(x) = ψx, high on generated data. With f(t) = −log(1 + e⁻ᵗ)
 *
 *     L(θ, ψ) = E f(ψ(θ + se)) + E f(−ψse′),      e, e′ ~ N(0, 1)
 *
 * which the critic ascends and the generator descends (`gan`), s being the instance noise (`noise`); the expectations are the
 * trapezoidal rule's, not draws. With `non-saturating` the generator ascends E f(−ψ(θ + se)) instead; with `wasserstein` L = ψθ. The
 * flows are (−ψf′(ψθ), θf′(ψθ)), (−ψf′(−ψθ), θf′(ψθ)) and (−ψ, θ) for s = 0: all circle (0, 0), which the penalties r1 and r2
 * (γ/2·ψ² here) and the noise make attracting. A penalty gp is λ(|ψ| − target)², that is γ = 2λ in the flow θ − γ(|ψ| − g₀)sign ψ.
 * Weight clipping is the critic's set: `--player critic=vector[start=[1],set=box[limit=1]]`.
 *
 * As a GAN: latents are 0, G(z) = z + θ, and penalties are taken at 0 and θ, without the noise (∇D = ψ everywhere).
 * The equilibrium (0, 0) is claimed but under gp with a target above 0, which has none.
 * Mescheder, Geiger and Nowozin, arXiv:1801.04406, sections 2 to 4.
 */
export const diracGan = defineGame({
  id: 'dirac-gan',
  about: 'The GAN of one number against one number: training that circles, and the penalties that make it converge.',
  equations: ['L(θ, ψ) = E f(ψ(θ + se)) + E f(−ψse′), f(t) = −log(1 + e⁻ᵗ)', 'F(θ, ψ) = (ψf′(ψθ), −θf′(ψθ)) for s = 0'],
  source: 'arXiv:1801.04406, sections 2 to 4',
  example: 'saddle run --game dirac-gan[penalty=r1[weight=0.3]] --optimizer gda[stepSize=0.2] --steps 500',
  config: {
    loss: choice(['gan', 'non-saturating', 'wasserstein'], 'gan', "both players' losses"),
    noise: num('s', 0, 'standard deviation of the instance noise on real and generated data', { min: 0 }),
    start: numbers('(θ₀, ψ₀)', [1, 1], "the default players' starting points, generator's and critic's", { length: 2 }),
    penalty: penaltyOption(),
  },
  roles: ({ start }) => rolesOf(start),
  create: ({ loss, noise, start, penalty }, players, { key }) => {
    const seats = rolesOf(start).map(role => vectorPlayer('dirac-gan', players, role, key))
    const { generator, critic, zeroSum } = ganLosses[loss === 'gan' ? 'minimax' : loss]
    const rule = normalRule(noise)
    const [offsets, weights, zero] = [constant(rule.offsets), constant(rule.weights), constant(hostTensor([0], [1, 1]))]
    const expectation = (x: tf.Tensor): tf.Scalar => tf.sum(tf.mul(x, weights()))
    const still = penalty.kind === 'gp' && penalty.target > 0 ? {} : stationary(seats, [[0], [0]], key)
    const unpenalised = {
      ...(zeroSum ? { zeroSum } : {}),
      ...(loss === 'wasserstein' ? { monotone: 'merely' as const, bilinear: true as const, lipschitz: 1 } : {}),
    }
    const plain: Game<Readonly<Record<string, never>>> = {
      id: 'dirac-gan',
      players: seats,
      claims: unpenalised,
      sample: () => ({}),
      loss: (i, z) => {
        const [θ, ψ] = [z.at(0).tensor, z.at(1).tensor]
        // The losses want scores that are high on real data: −D.
        const score = (x: tf.Tensor): tf.Tensor => tf.neg(tf.mul(x, ψ))
        return (i === 0 ? generator : critic)(score(offsets()), score(tf.add(θ, offsets())), expectation)
      },
      gan: {
        generator: 0,
        critic: 1,
        discriminate: (ψ, x) => tf.mul(x, ψ.tensor).reshape([-1]),
        generate: (θ, latent) => tf.add(latent, θ.tensor),
        real: () => zero(),
        latent: () => zero(),
        drawLatent: (_, n) => hostTensor(new Float64Array(n), [n, 1]),
        drawReal: (_, n) => hostTensor(new Float64Array(n), [n, 1]),
      },
    }
    const game = withPenalty(plain, penalty, 1)
    return { ...game, claims: { ...game.claims, ...still } }
  },
})
