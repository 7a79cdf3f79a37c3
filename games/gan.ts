import type * as tf from '@tensorflow/tfjs'
import { choice, int } from '../core/config/options.ts'
import type { Game } from '../core/contract.ts'
import { defineGame, type Role } from '../core/define.ts'
import { hostTensor, type HostTensor } from '../core/host.ts'
import type { Key } from '../core/key.ts'
import { dataOption, holdOutOption, rowShape, sourceOf } from './data-option.ts'
import { ganLosses, lossNames } from './losses.ts'
import { withPenalty } from './penalty.ts'
import { penaltyOption } from './penalty-option.ts'
import { networkPlayer } from './roles.ts'

const network = 'mlp[hidden=[64,64]]'
const rolesOf = (latent: number, row: readonly number[]): readonly [Role, Role] => [
  { id: 'generator', input: [latent], output: row, player: network },
  { id: 'critic', input: row, output: [1], player: network },
]

/** A minibatch: real rows [b, d], or [b, h, w, c] where they are pictures, and the generator's input [b, d_z]. */
type Batch = Readonly<{ real: HostTensor; latent: HostTensor }>

/**
 * A generative adversarial network: the generator G maps normal latents z ~ N(0, I) to rows like the data's, the critic D gives a row
 * one score, high on real rows. Both players are injected networks; `loss` says what each minimises (games/losses.ts) and `penalty`
 * what the critic pays for its slope (games/penalty.ts). Weight clipping is the critic's set: `critic=mlp[clip=0.01]`.
 *
 * minimax and wasserstein are zero-sum where nothing is penalised. No equilibrium is known.
 */
export const gan = defineGame({
  id: 'gan',
  about:
    'A generative adversarial network on a ring or grid of Gaussians, on digits or on pictures; players and loss are yours to choose.',
  equations: [
    'minimax: ℓ_G = E log σ(D(x)) + E log(1 − σ(D(G(z)))), ℓ_D = −ℓ_G;  non-saturating: ℓ_G = −E log σ(D(G(z)))',
    'wasserstein: ℓ_G = E D(x) − E D(G(z)), ℓ_D = −ℓ_G;  hinge: ℓ_G = −E D(G(z)), ℓ_D = E(1 − D(x))₊ + E(1 + D(G(z)))₊',
    'least-squares: ℓ_G = ½E(D(G(z)) − 1)², ℓ_D = ½E(D(x) − 1)² + ½E D(G(z))²',
  ],
  source: 'arXiv:1406.2661; arXiv:1701.07875, arXiv:1611.04076, arXiv:1705.02894',
  example: 'saddle run --game gan[data=ring,loss=non-saturating,penalty=r1[weight=1]] --optimizer gda[stepSize=0.05] --steps 200',
  config: {
    data: dataOption(),
    holdOut: holdOutOption(),
    loss: choice(lossNames, 'non-saturating', 'what the players minimise'),
    batch: int('b', 64, 'real rows, and latents, a draw', { min: 1, max: 100000 }),
    latent: int('d_z', 16, "entries of the generator's input", { min: 1, max: 10000 }),
    penalty: penaltyOption(),
  },
  roles: ({ data, latent }) => rolesOf(latent, rowShape(data)),
  create: ({ data, holdOut, loss, batch, latent, penalty }, players) => {
    const source = sourceOf(data, holdOut)
    const [G, D] = rolesOf(latent, source.shape).map(role => networkPlayer('gan', players, role)) as [
      ReturnType<typeof networkPlayer>,
      ReturnType<typeof networkPlayer>,
    ]
    const { generator, critic, zeroSum } = ganLosses[loss]
    const drawLatent = (key: Key, n: number): HostTensor => hostTensor(key.normal(n * latent), [n, latent])
    const parts = {
      generator: 0,
      critic: 1,
      discriminate: (ψ, x) => D.apply(ψ, x).reshape<tf.Tensor1D>([-1]),
      generate: (θ, z) => G.apply(θ, z),
      real: ξ => ξ.real,
      latent: ξ => ξ.latent,
      drawLatent,
      prior: 'N(0, I)',
      drawReal: (key, n) => source.draw(key, n),
      ...(source.heldOut ? { drawHeldOut: source.heldOut } : {}),
      ...(source.modes ? { modes: source.modes } : {}),
      ...(source.classes ? { classes: source.classes } : {}),
      ...(source.picture ? { picture: source.picture } : {}),
    } satisfies Game<Batch>['gan']
    const plain: Game<Batch> = {
      id: 'gan',
      players: [G, D],
      claims: { ...(zeroSum ? { zeroSum } : {}), ...(G.semiGradient || D.semiGradient ? { semiGradient: true } : {}) },
      sample: key => ({ real: source.draw(key.fold('real'), batch), latent: drawLatent(key.fold('latent'), batch) }),
      loss: (i, z, ξ) => {
        const score = (x: tf.Tensor): tf.Tensor1D => parts.discriminate(z.at(1), x)
        return (i === 0 ? generator : critic)(score(ξ.real), score(parts.generate(z.at(0), ξ.latent)))
      },
      gan: parts,
    }
    return withPenalty(plain, penalty, batch)
  },
})
