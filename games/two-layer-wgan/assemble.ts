import type { Game, StagedView } from '../../core/contract.ts'
import type { HostTensor } from '../../core/host.ts'
import type { Key } from '../../core/key.ts'
import { spectrum } from '../../core/linear-algebra/symmetric.ts'
import type { Mixture } from '../../core/mixture.ts'
import { hostPoint } from '../../core/point.ts'
import { Profile } from '../../core/profile.ts'
import { Refusal } from '../../core/refusal.ts'
import { constant } from '../../core/scalar.ts'
import { midway } from '../quadratic-wgan/closed-form.ts'
import { realRows, type Rows } from '../quadratic-wgan/data.ts'
import { sideOf, type Normalisation, type Side } from '../quadratic-wgan/moments.ts'
import { allRows, drawRows } from '../quadratic-wgan/sampling.ts'
import { demandOne } from '../quadratic-wgan/threshold.ts'
import type { Activation } from './activation/activation.ts'
import { certificateOf } from './certificate.ts'
import { decayTerm, effectiveDecay, type Decay } from './decay.ts'
import type { Dual, Problem, Regulariser } from './dual/dual.ts'
import type { Generator } from './generator/generator.ts'
import { discriminator, payoffOf } from './payoff.ts'
import { criticPlayer } from './players.ts'
import { offeredByRelu } from './relu/offered.ts'

const together =
  'with generator=relu and regulariser=weights the least weight decay is a norm of the generated rows, and no function of the second moments that this critic sees: ' +
  'there is a convex program for activation=linear, which sees means alone, or with regulariser=output'

/** A minibatch of real rows and latents [b, …], or nothing where steps are full batch. */
type Batch = { readonly real?: HostTensor; readonly latent?: HostTensor }

/** What the games of this family have in common. */
export interface Setting {
  readonly id: string
  readonly activation: Activation
  /** Made for the data's number of columns. */
  readonly generator: (d: number) => Generator
  readonly data: 'digits' | Rows
  readonly latents: Side
  readonly rank: number | null
  readonly beta: number | null
  readonly decay: Decay
  readonly regulariser: Regulariser
  readonly neurons: number
  readonly batch: number
  readonly normalise: Normalisation
  readonly v0: number
  readonly key: Key
}

/** β, and β_d or the reason why there is none. `rank` (k) puts β_d midway between two eigenvalues of C. */
function weights(
  { id, activation, rank, beta, decay }: Setting,
  C: Side['second'],
): readonly [β: number, effective: number | string] {
  demandOne(id, { rank, beta })
  if (beta !== null) return [beta, effectiveDecay(decay, activation.degree, beta)]
  if (activation.id !== 'quadratic')
    throw new Refusal(
      `${id}: beta (β) must be given where activation=${activation.id}: rank (k) counts eigenvalues that only a quadratic critic sees`,
    )
  const unit = effectiveDecay(decay, activation.degree, 1)
  if (typeof unit === 'string') throw new Refusal(`${id}: beta (β) must be given: ${unit}`)
  const effective = midway(spectrum(C), rank ?? 10, id)
  return [effective / unit, effective]
}

/**
 * The game min_θ max_{U,v} Δ-payoff + R_g − decay, its convex program (view `staged`) and its certificate. See games/two-layer-wgan.ts.
 * A program in closed form is solved here, so that a game without an optimum is refused; another one when it is first asked for.
 */
export function assemble(setting: Setting): Game<Batch> {
  const { id, activation, latents, decay, regulariser, neurons: m, batch: b, normalise, key } = setting
  const { rows, picture } = realRows(setting.data, id)
  const real = sideOf(`${id}: data (X)`, rows, normalise)
  const generator = setting.generator(real.d)
  const { features } = generator
  const [β, effective] = weights(setting, real.second)
  const seats = [generator.player, criticPlayer(activation, decay, m, rows, β, setting.v0)]

  const generated: Problem['generated'] = θ => generator.seen(θ, regulariser)
  // Where weights are paid for, what a generator that is not linear in them makes and its weights are found together.
  const joint = regulariser === 'weights' ? generator.means : undefined
  let solved: Dual | null = null
  const none = typeof effective === 'string' ? effective : joint && !activation.joint ? together : null
  const dual = (): Dual => {
    if (typeof effective === 'string') throw new Refusal(`${id}: there is no convex program: ${effective}`)
    if (!activation.dual) throw new Refusal(`${id}: the program of activation=${activation.id} is convex in each block only`)
    const problem = { id, real, features, β: effective, regulariser, generated }
    if (!joint) return (solved ??= activation.dual(problem))
    if (!activation.joint) throw new Refusal(`${id}: ${together}`)
    return (solved ??= activation.joint(problem, joint().steepest))
  }
  if (none === null && activation.closed && !joint) dual()

  const payoff = payoffOf(setting, real, generator)
  const term = decayTerm(decay, β)
  const staged = (): StagedView => {
    const program = dual()
    const critic = program.critic(m)
    const generatorWeights = joint ? () => joint().attain(program.generator.getRow(0)) : generator.attain(program.generator)
    const layouts = seats.map(player => player.start(key).layout)
    return {
      stages: 1,
      solve: () => {
        const profile = (θ: readonly ArrayLike<number>[]): Profile =>
          new Profile([θ, critic].map((blocks, i) => hostPoint(layouts[i]!, blocks)))
        const θ = generatorWeights()
        return θ instanceof Promise ? θ.then(profile) : profile(θ)
      },
      flops: () => program.flops,
    }
  }
  const certificate = (β: number) =>
    certificateOf({
      id,
      activation,
      real,
      features,
      linear: generator.linear,
      rows: θ => generator.rows(θ),
      β,
      regulariser,
      dual,
    })
  const offered = (): Pick<Game<Batch>, 'views' | 'oracles'> => {
    if (activation.dual) {
      if (none !== null || typeof effective === 'string')
        return { views: { staged }, oracles: { uncertified: `${id}: no gap is certified: ${none}` } }
      const bound = decay === 'l1' ? {} : { bound: effective }
      const certify = (answer: readonly Mixture[]) => dual().certify(answer)
      return {
        views: { staged },
        oracles: { certify, certificate: certificate(effective), ...bound, ...(solved?.more && { more: solved.more }) },
      }
    }
    const { directions = 0 } = activation
    const { views, oracles } = offeredByRelu({ id, players: seats, generator, real, latents, effective, decay, regulariser, directions, key }) // prettier-ignore
    if (!views || !oracles || typeof effective === 'string') return {}
    return { views, oracles: { ...oracles, certificate: certificate(effective) } }
  }
  const [X, Z] = [constant(rows), constant(allRows(latents))]
  return {
    id,
    players: seats,
    claims: { zeroSum: true },
    sample: (k): Batch =>
      b === 0 ? {} : { real: drawRows(real, k.fold('real'), b), latent: drawRows(latents, k.fold('latent'), b) },
    loss: (i, z, { real: x, latent }) => {
      const [θ, ψ] = [z.at(0), z.at(1)]
      const V = payoff(θ, ψ, x && latent ? [x, latent] : null)
      const paid = term ? V.sub(term(ψ)).asScalar() : V
      return i === 0 ? paid : paid.neg().asScalar()
    },
    ...offered(),
    gan: {
      generator: 0,
      critic: 1,
      discriminate: discriminator(activation),
      generate: (θ, z) => generator.generate(θ, z),
      real: ξ => ξ.real ?? X(),
      latent: ξ => ξ.latent ?? Z(),
      drawLatent: (k, n) => drawRows(latents, k, n),
      prior: latents.rows ? "uniform on the game's latent rows" : 'N(0, I)',
      drawReal: (k, n) => drawRows(real, k, n),
      ...(picture ? { picture } : {}),
    },
  }
}
