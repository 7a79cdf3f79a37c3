/** Every work that is measured, and the ratios aimed at. */
import { sizes, type Size } from '../sizes.ts'
import { bilinear } from './bilinear.ts'
import { dcgan } from './dcgan.ts'
import { methods, simultaneous } from './ring.ts'
import type { Work } from './work.ts'

const [small, middle, large] = sizes as [Size, Size, Size]

export const works: readonly Work[] = [
  simultaneous(small, { jax: 0.8, torch: 0.5 }),
  simultaneous(middle, { jax: 0.8, torch: 0.5 }),
  simultaneous(large, { jax: 1, torch: 0.7 }),
  ...methods(middle, { jax: 1, torch: 0.5 }),
  dcgan({ batch: 64, latent: 64, channels: 32 }, { torch: 1 }),
  bilinear(100, { jaxLoop: 1, torchBlocks: 0.1 }),
]

/** The work of an id. Throws where there is none. */
export function workOf(id: string): Work {
  const found = works.find(w => w.id === id)
  if (!found) throw new Error(`a work must be one of ${works.map(w => w.id).join(', ')}, got ${id}`)
  return found
}
