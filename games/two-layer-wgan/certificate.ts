import type { Certificate } from '../../core/certificates/certificate.ts'
import { liftedCertificate } from '../../core/certificates/lifted.ts'
import { linearCertificate } from '../../core/certificates/linear.ts'
import { probabilities } from '../../core/certificates/mixing.ts'
import type { Critics, Generators } from '../../core/certificates/moments.ts'
import { polynomialCertificate } from '../../core/certificates/polynomial.ts'
import { matrixOf, quadraticCertificate } from '../../core/certificates/quadratic.ts'
import { reluCertificate } from '../../core/certificates/relu.ts'
import type { Mixture } from '../../core/mixture.ts'
import { Refusal } from '../../core/refusal.ts'
import { generatedMoments } from '../quadratic-wgan/certificate.ts'
import type { Side } from '../quadratic-wgan/moments.ts'
import type { Activation } from './activation/activation.ts'
import type { Dual, Regulariser } from './dual/dual.ts'
import { firstMoment } from './means.ts'

/** What a certificate of this family is made from. */
export interface Certifiable {
  readonly id: string
  readonly activation: Activation
  readonly real: Side
  /** Rows Φ of a generator ΦW that is linear in its weights; null for another one. */
  readonly features: Side | null
  /** β_d. */
  readonly β: number
  readonly regulariser: Regulariser
  /** The convex program, where the critic has one. */
  readonly dual: () => Dual
}

/** Of more atoms than these only the second moments are written, which are all that a quadratic critic sees. */
const most = 16

const tableOf = (x: ArrayLike<number>, columns: number): number[][] =>
  Array.from({ length: x.length / columns }, (_, i) => Array.from({ length: columns }, (_, j) => x[i * columns + j]!))

/** E (x, 1)(x, 1)ᵀ of a side, or the sums. */
function tall(side: Side): number[][] {
  const mean = Array.from(firstMoment(side))
  return [...side.second.to2DArray().map((row, i) => [...row, mean[i]!]), [...mean, side.scale]]
}

const weightsOf = (id: string, who: string, { weights }: Mixture): number[] =>
  probabilities(`the weights of the ${who} of ${id}`, weights.map(Number))

/** Twice what an optimal critic and an optimal generator need: with these bounds the bounded game has their saddle point. */
function room({ dual, activation, real }: Certifiable): { readonly critic: number; readonly generator: number } {
  const { optimum, critic } = dual()
  const [U, v] = critic(4 * (real.d + 1))
  const length = (j: number): number => Math.hypot(...U.subarray(j * real.d, (j + 1) * real.d)) ** (activation.degree ?? 0)
  return { critic: 2 * v.reduce((sum, x, j) => sum + Math.abs(x) * length(j), 0), generator: 2 * optimum }
}

/** The certificate of an answer. Throws a Refusal where the family has none for this generator or price. */
export function certificateOf(game: Certifiable): (answer: readonly Mixture[]) => Certificate {
  const { id, activation, real, features, β, regulariser } = game
  return ([θ, ψ]) => {
    if (!θ || !ψ || ![...θ.atoms, ...ψ.atoms].every(x => x.host.every(Number.isFinite)))
      throw new Refusal(`${id}: the answer is not finite, so that nothing of it can be certified`)
    if (!features)
      throw new Refusal(`${id}: certificates are for generators that are linear in their weights, such as generator=linear`)
    if (regulariser === 'weights' && activation.degree !== 1)
      throw new Refusal(
        `${id}: with activation=${activation.id} and regulariser=weights the least ‖W‖² is no convex function of the generated moments, and no gap can be certified; regulariser=output is valid`,
      )
    const generator: Generators = { atoms: θ.atoms.map(W => tableOf(W.host, real.d)), weights: weightsOf(id, 'generator', θ) }
    const critic: Critics = { atoms: ψ.atoms.map(x => neuronsOf(x.hostBlocks(), real.d)), weights: weightsOf(id, 'critic', ψ) }
    const penalty = regulariser === 'weights' ? 'weights' : 'outputs'
    if (activation.id === 'linear')
      return linearCertificate({ real: tall(real), latent: tall(features), beta: β, ...room(game), penalty }, generator, critic)
    if (activation.id === 'quadratic') {
      const seconds = { real: real.second.to2DArray(), latent: features.second.to2DArray() }
      if (θ.atoms.length <= most) return quadraticCertificate({ ...seconds, beta: β, ...room(game) }, generator, critic)
      const S = { ...generator, atoms: θ.atoms.map(W => generatedMoments(W.host, features.second).to2DArray()) }
      const M = { atoms: [matrixOf(critic, real.d)], weights: [1] }
      return liftedCertificate({ real: seconds.real, beta: β, ...room(game) }, S, M)
    }
    const activated = activation.coefficients
    if (activated) {
      const sides = { real: tall(real), latent: tall(features), activation: activated, penalty } as const
      return polynomialCertificate({ ...sides, beta: β, ...room(game) }, generator, critic)
    }
    const rows = (side: Side): number[][] => tableOf(side.rows!.values, side.d)
    const scale = [real.scale / real.rows!.shape[0]!, features.scale / features.rows!.shape[0]!] as const
    const homogeneous = { ...critic, atoms: critic.atoms.map(unit) }
    return reluCertificate({ real: rows(real), latent: rows(features), scale, beta: β, penalty }, generator, homogeneous)
  }
}

type Neurons = Critics['atoms'][number]
const neuronsOf = (blocks: readonly ArrayLike<number>[], d: number): Neurons => ({
  U: tableOf(blocks[0]!, d),
  v: Array.from(blocks[1]!),
})
/** The same ReLU critic with ‖uⱼ‖ = 1, for which its price is β‖v‖₁. */
function unit({ U, v }: Neurons): Neurons {
  const lengths = U.map(u => Math.hypot(...u))
  return { U: U.map((u, j) => u.map(x => (lengths[j] === 0 ? 0 : x / lengths[j]!))), v: v.map((x, j) => x * lengths[j]!) }
}
