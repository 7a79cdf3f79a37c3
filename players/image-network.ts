import type { Network } from '../core/contract.ts'
import type { Role } from '../core/define.ts'
import { hostPoint, layoutSize } from '../core/point.ts'
import { box, free } from '../core/set/sets.ts'
import type { ImageConfig } from './image-options.ts'
import { imageRole, type ImageRole } from './image-role.ts'
import type { Layer } from './layers/layer.ts'
import { normalization, type Normalization } from './layers/normalization.ts'
import { outputActivations } from './layers/output-activations.ts'

/** Most weights of one player: 256 MB in double precision. */
const mostWeights = 32_000_000

type Of<K extends ImageRole['kind']> = Extract<ImageRole, { kind: K }>

/** The two maps of an architecture, without the activation of their outputs. */
export interface Architecture<C extends ImageConfig> {
  generator(role: Of<'generator'>, norm: Normalization, config: C): Layer
  critic(role: Of<'critic'>, norm: Normalization, config: C): Layer
}

/**
 * The player of a role of pictures. With `clip` the set is the box of that limit, onto which the start is projected. Throws where the
 * role has no pictures that can be halved, the weights are too many, or what is divided by its singular value would start at zero.
 */
export function imageNetwork<C extends ImageConfig>(id: string, architecture: Architecture<C>, config: C, role: Role): Network {
  const found = imageRole(id, role)
  const generates = found.kind === 'generator'
  const norm = config.norm ?? (generates ? 'batch' : 'none')
  if (norm === 'spectral' && config.init === 'normal' && config.sd === 0)
    throw new Error(
      `${id}: sd (σ) of player '${role.id}' must be > 0 with norm=spectral, which divides weights by their largest singular value, got 0`,
    )
  const ways = normalization(norm, config.iterations)
  const { blocks, start, at } = generates ? architecture.generator(found, ways, config) : architecture.critic(found, ways, config)
  const ψ = outputActivations[config['output-activation'] ?? (generates ? 'tanh' : 'none')]
  const n = layoutSize(blocks)
  if (n > mostWeights)
    throw new Error(
      `${id}: channels (nf) must make at most ${mostWeights} weights for player '${role.id}' with pictures [${found.image.join(', ')}], got ${config.channels}, which makes ${n}`,
    )
  const set = config.clip > 0 ? box({ limit: config.clip }) : free
  return {
    id: role.id,
    set,
    input: role.input!,
    output: role.output,
    start: key => set.prox(hostPoint(blocks, start(key)), 1),
    ...(norm === 'spectral' ? { semiGradient: true } : {}),
    apply: (θ, x) => ψ(at(θ.blocks())(x)),
  }
}
