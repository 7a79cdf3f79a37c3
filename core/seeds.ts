import { key, type Key } from './key.ts'

/** A seed for each thing that is random in a run. */
export interface Seeds {
  /** What a game draws once: its data. */
  readonly data: number
  /** Starting points of the players. */
  readonly init: number
  /** Minibatches, latents, all noise of the steps, and the structure of steps that is random. */
  readonly latent: number
  /** Draws on which metrics measure. */
  readonly evaluation: number
}
export const axes = ['data', 'init', 'latent', 'evaluation'] as const satisfies readonly (keyof Seeds)[]

/**
 * The key of a run whose children come from the seeds of their axes: `data` from data, `start` from init, `draw` and `phase` from
 * latent, `evaluation` and the draws of evaluations (`draw`, then `evaluation`) from evaluation. With four equal seeds every child
 * is that of `key(seed)`, bit for bit. Its own draws and words are those of latent.
 */
export function keyOfSeeds({ data, init, latent, evaluation }: Seeds): Key {
  const root = key(latent)
  const draw = instead(root.fold('draw'), { evaluation: key(evaluation).fold('draw').fold('evaluation') })
  return instead(root, {
    data: key(data).fold('data'),
    start: key(init).fold('start'),
    draw,
    evaluation: key(evaluation).fold('evaluation'),
  })
}

/** The same key with other children of these names. */
const instead = (parent: Key, children: Readonly<Record<string, Key>>): Key => ({
  ...parent,
  fold: data => (typeof data === 'string' && Object.hasOwn(children, data) ? children[data]! : parent.fold(data)),
})
