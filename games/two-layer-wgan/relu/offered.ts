import type { Game } from '../../../core/contract.ts'
import type { Key } from '../../../core/key.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Side } from '../../quadratic-wgan/moments.ts'
import type { Decay } from '../decay.ts'
import type { Regulariser } from '../dual/dual.ts'
import type { Generator } from '../generator/generator.ts'
import { alternation } from './alternation.ts'
import { certifier } from './certificate.ts'
import { ownWeights, spanned } from './coordinates.ts'
import type { ReluGame } from './problem.ts'

/** What a ReLU critic's game is made of. */
export interface ReluSetting {
  readonly id: string
  readonly players: Game['players']
  readonly generator: Generator
  readonly real: Side
  readonly latents: Side
  /** β_d, or the reason why there is none. */
  readonly effective: number | string
  readonly decay: Decay
  readonly regulariser: Regulariser
  /** Sampled directions; 0: all sign patterns. */
  readonly directions: number
  readonly key: Key
}

const noGap =
  "a ReLU critic's generator solves a problem that is not convex: no dual value bounds its optimum from below, so violation and value are certified, and no gap"

/** The view `biconvex` and the certificate; neither where the decay bounds nothing. Throws where latents have no rows. */
export function offeredByRelu(setting: ReluSetting): Pick<Game, 'views' | 'oracles'> {
  const { id, players, generator, real, latents, effective, decay, regulariser, directions, key } = setting
  if (!latents.rows) {
    throw new Refusal(
      `${id}: activation=relu needs latent rows (latent=normal[rows=…,dimension=…] or a matrix), got latent=${latents.d}: a number of latents that are white has no rows`,
    )
  }
  if (typeof effective === 'string') return {}
  const game: ReluGame = {
    ...{ id, real, features: generator.features, latents, β: effective, regulariser },
    generated: θ => generator.rows(θ),
    cost: θ => generator.seen(θ, regulariser).cost,
    sampling: directions > 0 ? { key: key.fold('directions'), directions } : null,
  }
  let certify: ReturnType<typeof certifier> | null = null
  return {
    views: {
      biconvex: () => {
        const [θ, ψ] = players.map(player => player.start(key.fold(player.id)))
        const coordinates = generator.linear ? ownWeights(generator) : spanned(id, generator, real.d)
        return alternation(game, coordinates, { generator: θ!, critic: ψ!.layout, balanced: decay !== 'l1' })
      },
    },
    oracles: {
      certify: answer => (certify ??= certifier(game))(answer),
      noGap,
      more: ['cost'],
      ...(directions > 0 ? { sampled: true } : {}),
    },
  }
}
