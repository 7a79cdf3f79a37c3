import { flag, int, num, numbers, optional, variant } from '../core/config/options.ts'
import type { Game, GanParts, StageOracle, StagedView } from '../core/contract.ts'
import { defineGame } from '../core/define.ts'
import { hostTensor } from '../core/host.ts'
import type { Key } from '../core/key.ts'
import { Profile } from '../core/profile.ts'
import { fresh, stagesOf } from './progressive-wgan/architecture.ts'
import { certificateOf } from './progressive-wgan/certificate.ts'
import { collection, data, levelsOf, meanPicture, pooledPicture } from './progressive-wgan/collection.ts'
import { generatedMoments } from './progressive-wgan/generated.ts'
import { stageGame, type Batch } from './progressive-wgan/losses.ts'
import { critic, criticBlocks, depthOf, generator, generatorBlocks, type Pyramid } from './progressive-wgan/players.ts'
import { solutions } from './progressive-wgan/solutions.ts'
import { penaltyOption } from './penalty-option.ts'

/**
 * A Wasserstein GAN that grows from small pictures to large ones: a stage a size, each with a linear generator on the pictures of the
 * stage before it and a quadratic critic of its own,
 *
 *     Y_s = [Y_{s−1}, fresh latents, 1]·W_s,   D_s(x) = v_sᵀ(U_s x)²,   x the real pictures averaged to the size, less their mean
 *
 * where Y_{s−1} stands for the pictures with their pixels copied to the size of Y_s: copies would repeat rows of W_s and change nothing
 * that it can make. The losses are sums over stages, each of which takes the ones before it as given.
 *
 * The view `staged` is ProCoGAN: the stage with the critic's weights limited is convex, min ‖G‖² under ‖C_s − S_s‖₂ ≤ β_s, and is solved
 * by S_s = (C_s − β_sI)₊ for second moments per picture (the paper's, sums over n pictures, are n times these, and so is its β). `ranks`
 * says how many directions a stage keeps; β is then the next eigenvalue. A stage cannot keep more than its input has: it needs `fresh`
 * latents or a lower rank (`cap`). The published code divides by the rounding noise of the missing ones.
 *
 * The field is the progressive GAN of the paper's baseline: as defaults WGAN-GP with λ = 10, drift 10⁻³, mean G² weighted by 100/16
 * (100 beside sums over 16 pictures there, means here), batch 16, 48 latents, equalised weights; `progressive` trains it.
 */
export const progressiveWgan = defineGame({
  id: 'progressive-wgan',
  about: 'A Wasserstein GAN that grows from small pictures to large ones, each stage solvable exactly (ProCoGAN) or trainable.',
  equations: [
    'Y_s = [Y_{s−1}, fresh latents, 1]·W_s;  D_s(x) = v_sᵀ(U_s x)²',
    'staged: min ‖G_s‖² subject to ‖C_s − S_s‖₂ ≤ β_s, solved by S_s = (C_s − β_sI)₊',
    'field: ℓ_G = Σ_s E D_s(x) − E D_s(Y_s) + ω·mean Y_s²;  ℓ_D = Σ_s E D_s(Y_s) − E D_s(x) + ε·E D_s(x)² + penalty',
  ],
  source: 'arXiv:2107.05680',
  example: 'saddle run --game progressive-wgan[data=digits] --optimizer convex-dual --metric stages --steps 3',
  config: {
    data,
    sizes: optional(
      numbers(
        '',
        undefined,
        'height and width of the pictures of each stage; absent: all halves of the data’s down to 4 (2 where that is below 16)',
        { min: 1 },
      ),
    ),
    ranks: optional(
      numbers(
        'k',
        undefined,
        'directions that each stage keeps; absent (and no beta): 20, 30, 40, 100, 175 as published, less where a size has fewer columns or there are fewer pictures',
        { min: 1 },
      ),
    ),
    beta: optional(numbers('β', undefined, 'threshold of each stage, per picture, in place of ranks', { above: 0 })),
    latent: int('d_z', 48, 'latents of the first stage', { min: 1, max: 10000 }),
    fresh,
    cap: flag('', false, 'a rank above that of the stage’s input is lowered to it'),
    whitening: variant(
      {
        'root-n': {},
        'sample': {
          rows: optional(int('n', undefined, 'latent rows; as many as pictures where absent', { min: 2, max: 1000000 })),
        },
      },
      'root-n',
      'latents are white as the law N(0, I) is; or by the spectrum of rows drawn once, as published: exact on those rows, and on fresh latents low in variance by (1 + √(d_z/n))⁻² along the first direction',
    ),
    neurons: optional(
      numbers(
        'm',
        undefined,
        'neurons of each critic; absent: twice the rank, at most the columns (the baseline has 192, 192, 768, 3072, 3072)',
        { min: 1 },
      ),
    ),
    batch: int('b', 16, 'real pictures, and latent rows, a draw', { min: 1, max: 100000 }),
    penalty: penaltyOption('gp'),
    drift: num('ε', 0.001, 'weight of E D(x)² in the critic’s loss', { min: 0 }),
    output: num('ω', 6.25, 'weight of the mean of G² in the generator’s loss', { min: 0 }),
    equalised: flag(
      '',
      true,
      'weights start at N(0, 1) and are multiplied by √(2/fan-in) where they are used (arXiv:1710.10196, 4.1)',
    ),
    start: num('σ₀', 1, 'factor on the deviations of the starting weights', { min: 0 }),
  },
  create: (config, _, { key }) => {
    const all = collection(config.data)
    const { n, side, channels } = all
    const stages = stagesOf(config, side, channels, n)
    const whole = meanPicture(all)
    const means = stages.map(({ size }) => pooledPicture(whole, all, size))
    const pyramid: Pyramid = { stages, channels, equalised: config.equalised, start: config.start, means }
    const players = [generator(pyramid), critic(pyramid)] as const
    const { size, at, fresh } = stages.at(-1)!
    const [L, entries] = [at + fresh, size * size * channels]

    const drawReal = (key: Key, b: number) => {
      const rows = new Float32Array(b * entries)
      key.integers(b, 0, n).forEach((row, i) => rows.set(pooledPicture(levelsOf(all, row), all, size), i * entries))
      return hostTensor(rows, [b, size, size, channels])
    }
    const drawLatent = (key: Key, b: number) => hostTensor(key.normal(b * L), [b, L])
    const parts: GanParts<Batch> = {
      generator: 0,
      critic: 1,
      discriminate: (ψ, x) => players[1].apply(ψ, x).reshape([-1]),
      generate: (θ, latent) => players[0].apply(θ, latent),
      real: ξ => ξ.real,
      latent: ξ => ξ.latent,
      drawLatent,
      prior: 'N(0, I)',
      drawReal,
      picture: { height: size, width: size, channels, level: x => Math.min(1, Math.max(0, x)) },
      // A classifier knows pictures of its own size.
      ...(all.classes && size === side ? { classes: all.classes } : {}),
      affine: true,
    }
    const draw = (key: Key): Batch => ({
      real: drawReal(key.fold('real'), config.batch),
      latent: drawLatent(key.fold('latent'), config.batch),
    })
    const games = stages.map((_, s) => stageGame(pyramid, s, config, players, parts, draw))
    const solved = solutions(all, pyramid, L, config, key)

    const staged = (): StagedView => ({
      stages: stages.length,
      solve: async s => new Profile(await solved.strategies(s)),
      flops: s => solved.flops(s),
    })
    const oracles = stages.map((stage, s): StageOracle => ({
      name: `${stage.size}×${stage.size}`,
      real: () => solved.real(s),
      generated: async θ => generatedMoments(pyramid, θ, s, solved.law(), await solved.moments(s)),
    }))
    const game: Game<Batch> = {
      id: 'progressive-wgan',
      players,
      claims: stages.length > 1 ? { semiGradient: true } : {},
      sample: key => games[0]!.sample(key),
      loss: (i, z, ξ) =>
        games
          .slice(0, depthOf(z.at(0), 1))
          .map(stage => stage.loss(i, z, ξ))
          .reduce((a, b) => a.add(b)),
      stages: stages.map(stage => [generatorBlocks(stage), criticBlocks(stage)]),
      views: { staged },
      gan: parts,
      oracles: { stages: oracles, certificate: answer => certificateOf(pyramid, solved, L, answer) },
    }
    return game
  },
})
