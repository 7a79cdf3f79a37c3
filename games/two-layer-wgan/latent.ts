import { int, matrix, variant } from '../../core/config/options.ts'
import type { Option } from '../../core/config/option.ts'
import { hostTensor } from '../../core/host.ts'
import type { Key } from '../../core/key.ts'
import { matrixOf } from '../pairing.ts'
import { sideOf, white, type Normalisation, type Side } from '../quadratic-wgan/moments.ts'

type Rows = readonly (readonly number[])[]
const count = int('d_z', 16, 'latents', { min: 1, max: 2000 })
const given = matrix('Z', undefined, 'latents')
const drawn = variant(
  { normal: { rows: int('n', 64, 'rows', { min: 1, max: 100000 }), dimension: int('d_z', 2, 'columns', { min: 1, max: 2000 }) } },
  'normal',
  'rows',
)
type Drawn = ReturnType<typeof drawn.parse>

/** White latents by their number, rows that are drawn once, or rows. */
export const latentOption: Option<number | Rows | Drawn> = {
  kind: 'latent',
  symbol: 'd_z, Z',
  doc: 'number of latents, white in the exact sense E z = 0, E zzᵀ = I; or rows: a matrix, or normal ones drawn once',
  default: 16,
  valid: `${count.valid}, ${given.valid}, or ${drawn.valid}`,
  parse: (value, place) => {
    if (Array.isArray(value)) return given.parse(value, place)
    return typeof value === 'number' ? count.parse(value, place) : drawn.parse(value, place)
  },
  written: (value, place) =>
    Array.isArray(value) || typeof value === 'number' ? value : (drawn.written?.(value, place) ?? value),
}

/** The latents. Throws a sentence where rows are of unequal length or not finite. */
export function latentSide(id: string, chosen: number | Rows | Drawn, normalise: Normalisation, key: Key): Side {
  if (typeof chosen === 'number') return white(chosen)
  const what = `${id}: latent (Z)`
  if ('kind' in chosen) {
    const { rows, dimension } = chosen
    return sideOf(what, hostTensor(key.fold('latent rows').normal(rows * dimension), [rows, dimension]), normalise)
  }
  return sideOf(what, matrixOf(what, chosen), normalise)
}
