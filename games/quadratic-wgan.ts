import { choice, int, num } from '../core/config/options.ts'
import { defineGame } from '../core/define.ts'
import { matrixOf } from './pairing.ts'
import { data, latent } from './quadratic-wgan/data.ts'
import { sideOf, white } from './quadratic-wgan/moments.ts'
import { thresholdOptions } from './quadratic-wgan/threshold.ts'
import { quadratic } from './two-layer-wgan/activation/quadratic.ts'
import { assemble } from './two-layer-wgan/assemble.ts'
import { linearGenerator } from './two-layer-wgan/generator/linear.ts'

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
 * represent it, and latents of rank below k make p* infinite and the game is refused. It is `two-layer-wgan` with activation=quadratic,
 * generator=linear, decay=l1 and regulariser=output, to the last bit.
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
    ...thresholdOptions('the ℓ1 norm of v'),
    neurons: int('m', 20, "the critic's neurons", { min: 1, max: 10000 }),
    latent,
    batch: int('b', 0, 'rows of a minibatch; 0: full batch, by second moments', { min: 0, max: 100000 }),
    normalise: choice(['mean', 'sum'], 'mean', 'second moments are means over rows, or sums'),
    start: num('σ₀', 0.1, "standard deviation of the generator's entries at the start", { min: 0 }),
    v0: num('v₀', 0.1, "the critic's output weights at the start"),
  },
  create: ({ latent: chosen, start, ...config }, _, { key }) => {
    const id = 'quadratic-wgan'
    const what = `${id}: latent (Z)`
    const latents = typeof chosen === 'number' ? white(chosen) : sideOf(what, matrixOf(what, chosen), config.normalise)
    return assemble({
      ...config,
      id,
      activation: quadratic,
      generator: d => linearGenerator(latents, d, start),
      latents,
      decay: 'l1',
      regulariser: 'output',
      key,
    })
  },
})
