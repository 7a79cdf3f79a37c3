import { choice, int, num, optional } from '../core/config/options.ts'
import { defineGame } from '../core/define.ts'
import { data } from './quadratic-wgan/data.ts'
import { activationOf, activationOption } from './two-layer-wgan/activation/kinds.ts'
import { assemble } from './two-layer-wgan/assemble.ts'
import { decayOption } from './two-layer-wgan/decay.ts'
import { generatorOf, generatorOption } from './two-layer-wgan/generator/kinds.ts'
import { startingAt, startOption } from './two-layer-wgan/generator/start.ts'
import { latentOption, latentSide } from './two-layer-wgan/latent.ts'

/**
 * A Wasserstein GAN whose critic has one hidden layer, D(x) = Σⱼ vⱼσ(uⱼᵀx), and no bias:
 *
 *     min_θ max_{U,v}  E D(x) − E D(G_θ(z)) + R_g(θ) − β_d Σ|vⱼ|,   ‖uⱼ‖ ≤ 1
 *     = min_θ R_g(θ)  subject to  max_{‖u‖≤1} |E σ(uᵀx) − E σ(uᵀG_θ(z))| ≤ β_d                 (★)
 *
 * since the inner maximum over v is 0 where (★) holds, and +∞ elsewhere. By activation (★) matches means (linear: a closed form),
 * second moments (quadratic: a closed form) or both (polynomial: a semidefinite program by the S-lemma), within β_d. The field game plays the
 * losses; the view `staged` is that program. A ReLU critic matches means piece by piece, as the Hausdorff distance of two zonotopes: that is not convex,
 * and the view `biconvex` is a program that is convex in each of two blocks; violation and value are certified, and no gap. With generator=relu and
 * regulariser=weights there is a program under a linear critic only. `decay` says how the critic pays, and what β_d that is (games/two-layer-wgan/decay.ts).
 *
 * Sahiner et al., arXiv:2107.05680; docs/convex-duality.md derives each program, docs/convex-duality-relu.md that of the ReLU critic.
 */
export const twoLayerWgan = defineGame({
  id: 'two-layer-wgan',
  about:
    'A Wasserstein GAN whose critic has one hidden layer: the losses, and the convex program that they are, by activation of the critic (relu: convex in each of two blocks, with no certified gap). A relu generator has no program with regulariser=weights but under a linear critic.',
  equations: [
    'D(x) = Σⱼ vⱼσ(uⱼᵀx);  G(z) = Wᵀz, Wᵀφ(z) or W₂ᵀ(W₁ᵀz)₊',
    'min_θ max_{U,v} E D(x) − E D(G(z)) + R_g − β_d Σ|vⱼ|, ‖uⱼ‖ ≤ 1',
    '= min_θ R_g subject to max_u |E σ(uᵀx) − E σ(uᵀG(z))| ≤ β_d',
  ],
  source: 'arXiv:2107.05680',
  example:
    'saddle run --game two-layer-wgan[activation=linear,data=[[2,1],[1,2],[0,1]],latent=[[1,0],[0,1],[1,1]],beta=1,normalise=sum,regulariser=weights] --optimizer convex-dual --metric certified-gap --steps 1',
  config: {
    activation: activationOption,
    generator: generatorOption,
    data,
    latent: latentOption,
    beta: optional(num('β', undefined, "weight of the critic's decay, in the units of the moments", { above: 0 })),
    rank: optional(
      int('k', undefined, 'for a quadratic critic, in place of beta: β_d is midway between eigenvalues k and k + 1 of C', {
        min: 1,
      }),
    ),
    neurons: int('m', 20, "the critic's neurons", { min: 1, max: 10000 }),
    decay: decayOption,
    regulariser: choice(
      ['output', 'weights'],
      'output',
      'what the generator pays: E‖G‖², or its weights: ‖W‖², for relu ½(‖W₁‖² + ‖W₂‖²)',
      'R_g',
    ),
    batch: int('b', 0, 'rows of a minibatch; 0: full batch', { min: 0, max: 100000 }),
    normalise: choice(['mean', 'sum'], 'mean', 'expectations are means over rows, or sums'),
    start: startOption,
    v0: num('v₀', 0.1, "the critic's output weights at the start"),
  },
  create: ({ activation, generator, latent, start, ...config }, _, { key }) => {
    const id = 'two-layer-wgan'
    const latents = latentSide(id, latent, config.normalise, key)
    return assemble({
      ...config,
      id,
      activation: activationOf(activation),
      generator: d =>
        startingAt(id, generatorOf(id, generator, latents, config.normalise, d, typeof start === 'number' ? start : 0), start),
      latents,
      key,
    })
  },
})
