import { choice, int, variant } from '../../../core/config/options.ts'
import type { ConfigOf } from '../../../core/config/option.ts'
import { Refusal } from '../../../core/refusal.ts'
import { sideOf, type Normalisation, type Side } from '../../quadratic-wgan/moments.ts'
import type { Generator } from './generator.ts'
import { linearGenerator } from './linear.ts'
import { monomials, monomialTensor } from './monomials.ts'
import { reluGenerator } from './relu.ts'

export const generatorOption = variant(
  {
    linear: {},
    polynomial: {},
    relu: {
      neurons: int('h', 16, "the generator's neurons", { min: 1, max: 10000 }),
      weights: choice(
        ['any', 'least'],
        'any',
        'of what the convex program generates: some weights, or those of least decay for every direction of it (a cone program)',
      ),
    },
  },
  'linear',
  'G(z): Wᵀz, Wᵀφ(z) of all monomials of degree at most 2, or W₂ᵀ(W₁ᵀz)₊',
  'G',
)
type Chosen = ConfigOf<{ readonly generator: typeof generatorOption }>['generator']

/** A kind is a case here, an entry above and a file beside this one. */
export function generatorOf(
  id: string,
  chosen: Chosen,
  latents: Side,
  normalise: Normalisation,
  d: number,
  sd: number,
): Generator {
  // prettier-ignore
  if (chosen.kind === 'linear') return linearGenerator(latents, d, sd)
  if (!latents.rows) {
    throw new Refusal(
      `${id}: generator=${chosen.kind} needs latent rows (latent=normal[rows=…,dimension=…] or a matrix), got latent=${latents.d}: a number of latents that are white has no rows`,
    )
  }
  if (chosen.kind === 'relu') return reluGenerator(id, latents.rows, normalise, chosen.neurons, d, sd, chosen.weights)
  const features = sideOf(`${id}: latent (Z)`, monomials(latents.rows), normalise)
  return linearGenerator(features, d, sd, monomialTensor(latents.d))
}
