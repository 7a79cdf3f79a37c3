import type { Matrix } from 'ml-matrix'
import { choice, int, num, optional } from '../core/config/options.ts'
import type { StagedView } from '../core/contract.ts'
import { defineGame } from '../core/define.ts'
import { hostTensor, type HostTensor } from '../core/host.ts'
import { hostPoint } from '../core/point.ts'
import { Profile } from '../core/profile.ts'
import { Refusal } from '../core/refusal.ts'
import { constant } from '../core/scalar.ts'
import { matrixOf } from './pairing.ts'
import { certify, criticMoments, generatedMoments, lift } from './quadratic-wgan/certificate.ts'
import {
  demandRank,
  lifted,
  midway,
  optimalCritic,
  optimalGenerator,
  spectrum,
  spectrumFlops,
} from './quadratic-wgan/closed-form.ts'
import { data, latent, realRows } from './quadratic-wgan/data.ts'
import { axesOf, sideOf, white, type Normalisation, type Side } from './quadratic-wgan/moments.ts'
import { discriminate, fullBatch, generate, minibatch } from './quadratic-wgan/payoff.ts'
import { critic, generator } from './quadratic-wgan/players.ts'
import { allRows, drawRows } from './quadratic-wgan/sampling.ts'

/** A minibatch of real rows and latents [b, …], or nothing where steps are full batch. */
type Batch = { readonly real?: HostTensor; readonly latent?: HostTensor }

/** Throws where both ways to say β are used. */
function demandOne({ rank, beta }: { readonly rank: number | null; readonly beta: number | null }): void {
  if (rank === null || beta === null) return
  throw new Error(`quadratic-wgan: give rank (k) or beta (β), not both, got rank=${rank} and beta=${beta}`)
}

/** Throws where a critic of m neurons cannot be the saddle's. */
function demandNeurons(m: number, k: number): void {
  if (m >= k) return
  throw new Refusal(
    `quadratic-wgan: the closed form needs neurons (m) of at least ${k}, one for each eigenvalue above beta (β), got ${m}`,
  )
}

const tableOf = (A: Matrix): HostTensor => hostTensor(A.to1DArray(), [A.rows, A.columns])

const latentSide = (chosen: number | readonly (readonly number[])[], normalise: Normalisation): Side => {
  if (typeof chosen === 'number') return white(chosen)
  const what = 'quadratic-wgan: latent (Z)'
  return sideOf(what, matrixOf(what, chosen), normalise)
}

/**
 * A Wasserstein GAN with a linear generator G(z) = Wᵀz and a two-layer quadratic critic D(x) = Σⱼ vⱼ(uⱼᵀx)² with unit rows uⱼ:
 *
 *     min_W max_{U,v} V(W, U, v) − β‖v‖₁,      V = E D(x) − E D(G(z)) + E‖G(z)‖² = Σⱼ vⱼuⱼᵀ(C − S)uⱼ + tr S
 *
 * for real second moments C = E xxᵀ and generated S = WᵀΣW, Σ = E zzᵀ. The ℓ1 term is the critic's prox, not part of the losses, which
 * are V and −V. Full batch steps see C and Σ themselves; a minibatch step sees b rows and b latents (V is then unbiased).
 *
 * Hidden convexity: in (S, M = Σⱼ vⱼuⱼuⱼᵀ) the game is convex-concave, with saddle S* = (C − βI)₊, M* = V_kV_kᵀ over the k
 * eigenvectors of C above β, and value p* = Σ(λᵢ − β)₊. The view `staged` is that closed form; a critic of m < k neurons cannot
 * represent it, and latents of rank below k make p* infinite and the game is refused.
 */
export const quadraticWgan = defineGame({
  id: 'quadratic-wgan',
  about: 'A Wasserstein GAN with linear generator and quadratic critic, whose optimum is known in closed form and certified.',
  equations: [
    'D(x) = Σⱼ vⱼ(uⱼᵀx)², ‖uⱼ‖ = 1;  G(z) = Wᵀz',
    'min_W max_{U,v} E D(x) − E D(G(z)) + E‖G(z)‖² − β‖v‖₁',
    'p* = Σ(λᵢ(C) − β)₊ at WᵀΣW = (C − βI)₊',
  ],
  source: 'arXiv:2107.05680',
  example:
    'saddle run --game quadratic-wgan --optimizer extragradient[stepSize=0.3] --metric certified-gap --precision float64 --steps 1000',
  config: {
    data,
    rank: optional(
      int('k', undefined, 'kept directions: β is midway between eigenvalues k and k + 1 of C; 10 where beta is absent', {
        min: 1,
      }),
    ),
    beta: optional(num('β', undefined, 'weight of the ℓ1 norm of v, in place of rank', { above: 0 })),
    neurons: int('m', 20, "the critic's neurons", { min: 1, max: 10000 }),
    latent,
    batch: int('b', 0, 'rows of a minibatch; 0: full batch, by second moments', { min: 0, max: 100000 }),
    normalise: choice(['mean', 'sum'], 'mean', 'second moments are means over rows, or sums'),
    start: num('σ₀', 0.1, "standard deviation of the generator's entries at the start", { min: 0 }),
    v0: num('v₀', 0.1, "the critic's output weights at the start"),
  },
  create: (config, _, { key }) => {
    demandOne(config)
    const { neurons: m, batch: b, normalise } = config
    const { rows, picture } = realRows(config.data)
    const real = sideOf('quadratic-wgan: data (X)', rows, normalise)
    const latents = latentSide(config.latent, normalise)
    const axes = axesOf(latents)
    const eigen = spectrum(real.second)
    const k = config.rank ?? 10
    if (config.beta === null) demandRank(k, axes.roots.length)
    const β = config.beta ?? midway(eigen, k)
    const convex = lifted(real.second, eigen, β)
    demandRank(convex.k, axes.roots.length)

    const [dz, d] = [latents.d, real.d]
    const seats = [generator(dz, d, config.start), critic(m, rows, β, config.v0)]
    const C = constant(tableOf(real.second))
    const Σ = latents.rows ? constant(tableOf(latents.second)) : () => null
    const [X, Z] = [constant(rows), constant(allRows(latents))]
    const staged = (): StagedView => {
      demandNeurons(m, convex.k)
      const layouts = seats.map(player => player.start(key).layout)
      const saddle = [[optimalGenerator(convex, axes)], optimalCritic(convex, m)]
      const z = new Profile(layouts.map((layout, i) => hostPoint(layout, saddle[i]!)))
      return { stages: 1, solve: () => z, flops: () => spectrumFlops(d) }
    }
    return {
      id: 'quadratic-wgan',
      players: seats,
      claims: { zeroSum: true },
      sample: (key): Batch =>
        b === 0 ? {} : { real: drawRows(real, key.fold('real'), b), latent: drawRows(latents, key.fold('latent'), b) },
      loss: (i, z, { real: x, latent }) => {
        const [θ, ψ] = [z.at(0), z.at(1)]
        const V = x && latent ? minibatch(θ, ψ, x, latent, [real.scale, latents.scale]) : fullBatch(θ, ψ, C(), Σ())
        return i === 0 ? V : V.neg().asScalar()
      },
      views: { staged },
      gan: {
        generator: 0,
        critic: 1,
        discriminate,
        generate,
        real: ξ => ξ.real ?? X(),
        latent: ξ => ξ.latent ?? Z(),
        drawLatent: (key, n) => drawRows(latents, key, n),
        prior: latents.rows ? "uniform on the game's latent rows" : 'N(0, I)',
        drawReal: (key, n) => drawRows(real, key, n),
        ...(picture ? { picture } : {}),
      },
      oracles: {
        certify: ([θ, ψ]) => {
          const S = θ && lift(θ, d, x => generatedMoments(x.host, latents.second))
          const M = ψ && lift(ψ, d, x => criticMoments(...(x.hostBlocks() as [Float64Array, Float64Array])))
          return S && M ? certify(convex, S, M) : { gap: NaN, violation: NaN, value: NaN, optimum: convex.optimum }
        },
      },
    }
  },
})
