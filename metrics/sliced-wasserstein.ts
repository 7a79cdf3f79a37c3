import { int } from '../core/config/options.ts'
import { defineMetric } from '../core/define.ts'
import type { Key } from '../core/key.ts'
import { sampler } from './draw.ts'
import { dimension } from './modes.ts'
import { planeDirections, slicedWasserstein as sliced, sphereDirections } from './wasserstein.ts'

/**
 * Sliced Wasserstein-1 between generated and real samples, key `sliced-wasserstein`: the mean over directions of the exact W₁ between
 * the projections, in the data's units. In the plane the directions are equally spaced (midpoint rule); above, they are uniform on
 * the sphere, drawn from the evaluation key and the same at every step; on the line there is one. Beside it
 * `sliced-wasserstein-floor`: the same between two samples of real data, what a perfect generator gets. Both distances are against
 * the same real sample.
 */
export const slicedWasserstein = defineMetric({
  id: 'sliced-wasserstein',
  about: 'Sliced Wasserstein-1 distance of generated to real samples, with that of real to real samples as the floor.',
  equations: ['mean over directions u of W₁(⟨u, generated⟩, ⟨u, real⟩)'],
  source: 'Bonneel, Rabin, Peyré and Pfister, 2015',
  example: 'saddle run --game gan --optimizer gda[stepSize=0.05] --metric sliced-wasserstein --steps 200',
  config: {
    samples: int('n', 2000, 'generated, and as many real, samples', { min: 1, max: 100000 }),
    directions: int('k', 128, 'directions', { min: 1, max: 10000 }),
  },
  refuses: game => (game.gan ? null : `game '${game.id}' is not a GAN, which sliced-wasserstein needs`),
  create: ({ samples: n, directions: k }, game) => {
    const d = dimension(game)
    const draw = sampler(game.gan!)
    const directionsOf = (key: Key): Float64Array => {
      if (d === 1) return Float64Array.of(1)
      return d === 2 ? planeDirections(k) : sphereDirections(key.fold('directions'), k, d)
    }
    return {
      names: () => ['sliced-wasserstein', 'sliced-wasserstein-floor'],
      measure: async seen => {
        const directions = directionsOf(seen.key)
        const real = draw.real(seen.key, n, 'reference')
        const generated = await draw.generated(seen, n)
        return {
          'sliced-wasserstein': sliced(generated, real, directions),
          'sliced-wasserstein-floor': sliced(draw.real(seen.key, n, 'floor'), real, directions),
        }
      },
    }
  },
})
