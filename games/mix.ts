import * as tf from '@tensorflow/tfjs'
import { int, matrix, num, optional } from '../core/config/options.ts'
import type { Game } from '../core/contract.ts'
import { defineGame } from '../core/define.ts'
import type { Key } from '../core/key.ts'
import { Profile } from '../core/profile.ts'
import { constant, scalar } from '../core/scalar.ts'
import type { HostTree } from '../core/tree.ts'
import { mixedGan } from './mix/gan-parts.ts'
import { mixedPlayer, type Parts } from './mix/player.ts'
import { pairing } from './pairing.ts'

/** Sizes and weights of the mixtures of `withMixtures`: n generators and m critics, each ≥ 1. */
export interface MixOptions {
  readonly generators: number
  readonly critics: number
  /** Weight of −(1/n)Σ log wᵢ in each player's loss. */
  readonly entropy: number
  readonly weights: readonly (readonly number[])[] | null
  readonly spread: number
}

/**
 * The game between mixtures of n and m strategies, whose weights are learned: a player's loss is the mean of the losses over pairs of components, and a term
 * that draws its weights to uniform. With n = m = 1 strategies are those of the game, and it has everything else of it, but the loss as the same mean, of one
 * pair. Elsewhere claims, views and oracles of the game are about other strategies and are dropped, but `semiGradient`, and `zeroSum` where the entropy
 * has no weight. Throws where the game has not two players, and where weights do not fit them.
 */
export function withMixtures<D extends HostTree>(game: Game<D>, options: MixOptions, key: Key): Game<D> {
  const { generators, critics, entropy, weights, spread } = options
  if (game.players.length !== 2) throw new Error(`mix: of must be a game of 2 players, '${game.id}' has ${game.players.length}`)
  if (weights && weights.length !== 2)
    throw new Error(`mix: weights (w₀) must have one row a player, that is 2 rows, got ${weights.length}`)
  const first = game.gan?.generator ?? 0
  const counts = [0, 1].map(i => (i === first ? generators : critics))
  const sides = counts.map((n, i) => mixedPlayer(game.players[i]!, n, { weights: weights?.[i] ?? null, spread }, key))
  const one = constant([1])
  const { zeroSum, semiGradient } = game.claims
  const { finiteSum, gan } = game
  const loss: Game<D>['loss'] = (i, z, ξ) => {
    const [u, v] = sides.map((s, k) => s.parts(z.at(k))) as [Parts, Parts]
    const pairs = u.components.flatMap(x => v.components.map(y => game.loss(i, new Profile([x, y]), ξ)))
    const [w, q] = [u, v].map(({ logWeights }) => (logWeights ? tf.exp(logWeights) : one()))
    const mean = pairing(w!, tf.stack(pairs).reshape([u.components.length, v.components.length]), q!)
    const own = [u, v][i]!.logWeights
    return own && entropy > 0 ? tf.sub(mean, tf.mul(tf.mean(own), scalar(entropy))) : mean
  }
  if (generators === 1 && critics === 1) return { ...game, loss }
  return {
    id: 'mix',
    players: sides.map(s => s.player),
    claims: { ...(zeroSum && entropy === 0 ? { zeroSum } : {}), ...(semiGradient ? { semiGradient } : {}) },
    sample: key => game.sample(key),
    loss,
    ...(finiteSum ? { finiteSum } : {}),
    ...(gan ? { gan: mixedGan(gan, sides[first]!, sides[1 - first]!) } : {}),
  }
}

/**
 * MIX+GAN: n generators and m critics, their weights softmax of logits that are learned like everything else.
 *
 *     ℓₖ(u, α; v, β) = Σᵢⱼ wᵢqⱼ ℓₖ(uᵢ, vⱼ) − (λ/n)Σᵢ log wᵢ,   w = softmax(α), q = softmax(β)     (k = 1; the other player likewise)
 *     ∂/∂αᵢ = wᵢ((Aq)ᵢ − wᵀAq) + λ(wᵢ − 1/n),   Aᵢⱼ = ℓ₁(uᵢ, vⱼ)
 *
 * Arora et al., arXiv:1703.00573 (MIX+GAN). A mixture exists that is near an equilibrium, for enough components; nothing says that training finds it: with
 * fixed components the logits circle away from it as replicators do, and the entropy makes them converge. n·m losses an evaluation, all on one draw.
 * Components that start alike stay alike: `spread` moves those of players whose start is not drawn.
 */
export const mix = defineGame({
  id: 'mix',
  about: 'Another game between mixtures with learned weights: MIX+GAN where it is a GAN.',
  equations: ['ℓₖ = Σᵢⱼ wᵢqⱼ ℓₖ(uᵢ, vⱼ) − (λ/n)Σᵢ log wᵢ,  w = softmax(α), q = softmax(β)'],
  source: 'arXiv:1703.00573 (MIX+GAN)',
  example: 'saddle run --game mix[of=gan[loss=wasserstein],generators=3,critics=2] --optimizer gda[stepSize=0.05] --steps 50',
  of: 'gan',
  config: {
    generators: int('n', 2, 'components of the generator, or of the first player', { min: 1, max: 100 }),
    critics: int('m', 2, 'components of the critic, or of the second player', { min: 1, max: 100 }),
    entropy: num('λ', 0.1, 'weight of −(1/n)Σ log wᵢ in each player’s loss', { min: 0 }),
    weights: optional(
      matrix('w₀', undefined, 'weights at the start, one row a player, each up to a factor; all alike where absent'),
    ),
    spread: num('σ', 0, 'standard deviation by which all components but the first are moved at the start', { min: 0 }),
  },
  create: (options, _, { key, of }) => withMixtures(of!, options, key),
})
