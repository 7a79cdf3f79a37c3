import { Matrix } from 'ml-matrix'
import type { Certificate } from '../../core/certificates/certificate.ts'
import { liftedCertificate } from '../../core/certificates/lifted.ts'
import { linearCertificate } from '../../core/certificates/linear.ts'
import { probabilities } from '../../core/certificates/mixing.ts'
import type { Critics, Generators } from '../../core/certificates/moments.ts'
import { polynomialCertificate } from '../../core/certificates/polynomial.ts'
import { matrixOf, quadraticCertificate } from '../../core/certificates/quadratic.ts'
import { reluCertificate } from '../../core/certificates/relu.ts'
import { hostTensor } from '../../core/host.ts'
import type { Mixture } from '../../core/mixture.ts'
import type { Point } from '../../core/point.ts'
import { Refusal } from '../../core/refusal.ts'
import { generatedMoments } from '../quadratic-wgan/certificate.ts'
import { sideOf, type Side } from '../quadratic-wgan/moments.ts'
import type { Activation } from './activation/activation.ts'
import type { Dual, Regulariser } from './dual/dual.ts'
import { firstMoment } from './means.ts'

/** What a certificate of this family is made from. */
export interface Certifiable {
  readonly id: string
  readonly activation: Activation
  readonly real: Side
  /** Rows Φ in whose span the generated rows lie; a generator that is `linear` in its weights W is ΦW. */
  readonly features: Side
  readonly linear: boolean
  /** What a generator makes of the latent rows, on the host: [n, d]. */
  readonly rows: (θ: Point) => Matrix
  /** β_d. */
  readonly β: number
  readonly regulariser: Regulariser
  /** The convex program, where the critic has one. */
  readonly dual: () => Dual
}

/** Of more atoms than these only the second moments are written, which are all that a quadratic critic sees. */
const atomLimit = 16

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
function radii({ dual, activation, real }: Certifiable): { readonly critic: number; readonly generator: number } {
  const { optimum, critic } = dual()
  const [U, v] = critic(4 * (real.d + 1))
  const length = (j: number): number => Math.hypot(...U.subarray(j * real.d, (j + 1) * real.d)) ** (activation.degree ?? 0)
  return { critic: 2 * v.reduce((sum, x, j) => sum + Math.abs(x) * length(j), 0), generator: 2 * optimum }
}

/** The certificate of an answer. Throws a Refusal where the family has none for this generator or price. */
export function certificateOf(game: Certifiable): (answer: readonly Mixture[]) => Certificate {
  const { id, activation, real, features, linear, rows: rowsOf, β, regulariser } = game
  return ([θ, ψ]) => {
    if (!θ || !ψ || ![...θ.atoms, ...ψ.atoms].every(x => x.host.every(Number.isFinite)))
      throw new Refusal(`${id}: the answer is not finite, so that nothing of it can be certified`)
    // Where E φφᵀ = I both penalties are one.
    const white = Matrix.sub(features.second, Matrix.eye(features.d)).norm() === 0
    const outputs = regulariser === 'output' || (linear && white)
    if (!linear && !outputs)
      throw new Refusal(
        `${id}: certificates of a generator that is not linear in its weights are about what it generates, and need regulariser=output`,
      )
    if (!outputs && activation.degree !== 1)
      throw new Refusal(
        `${id}: a certificate of activation=${activation.id} shows ‖W‖² only where E zzᵀ = I to the last bit, as that of a number of white latents is, so that it is E‖G‖²; the metric certified-gap bounds the gap elsewhere too, and regulariser=output is valid`,
      )
    const latent = linear ? features : allMaps(id, features)
    const made = linear ? (θ: Point) => tableOf(θ.host, real.d) : (θ: Point) => rowsOf(θ).to2DArray()
    const generator: Generators = { atoms: θ.atoms.map(made), weights: weightsOf(id, 'generator', θ) }
    const critic: Critics = { atoms: ψ.atoms.map(x => neuronsOf(x.hostBlocks(), real.d)), weights: weightsOf(id, 'critic', ψ) }
    const penalty = outputs ? 'outputs' : 'weights'
    if (activation.id === 'linear')
      return linearCertificate({ real: tall(real), latent: tall(latent), beta: β, ...radii(game), penalty }, generator, critic)
    if (activation.id === 'quadratic') {
      const seconds = { real: real.second.to2DArray(), latent: latent.second.to2DArray() }
      if (θ.atoms.length <= atomLimit || !linear)
        return quadraticCertificate({ ...seconds, beta: β, ...radii(game) }, generator, critic)
      const S = { ...generator, atoms: θ.atoms.map(W => generatedMoments(W.host, features.second).to2DArray()) }
      const M = { atoms: [matrixOf(critic, real.d)], weights: [1] }
      return liftedCertificate({ real: seconds.real, beta: β, ...radii(game) }, S, M)
    }
    const activated = activation.coefficients
    if (activated) {
      const sides = { real: tall(real), latent: tall(latent), activation: activated, penalty } as const
      return polynomialCertificate({ ...sides, beta: β, ...radii(game) }, generator, critic)
    }
    const rows = (side: Side): number[][] => tableOf(side.rows!.values, side.d)
    const scale = [real.scale / real.rows!.shape[0]!, latent.scale / latent.rows!.shape[0]!] as const
    const homogeneous = { ...critic, atoms: critic.atoms.map(unit) }
    return reluCertificate({ real: rows(real), latent: rows(latent), scale, beta: β, penalty }, generator, homogeneous)
  }
}

/** Latent rows at most, of a generator that is not linear in its weights. */
const rowLimit = 200
/**
 * Of a generator that is not linear in its weights its rows G are certified, as W = G over one indicator a latent row: bounds from below are those of
 * all maps of these rows, which are at least as many as the generator's.
 */
function allMaps(id: string, { rows, scale }: Side): Side {
  const n = rows!.shape[0]!
  if (n > rowLimit)
    throw new Refusal(
      `${id}: certificates of a generator that is not linear in its weights hold its rows, at most ${rowLimit}; there are ${n} latent rows`,
    )
  return sideOf(`${id}: latent (Z)`, hostTensor(Matrix.eye(n).to1DArray(), [n, n]), scale === 1 ? 'mean' : 'sum')
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
