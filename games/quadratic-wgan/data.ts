import { choice, int, matrix } from '../../core/config/options.ts'
import type { Option } from '../../core/config/option.ts'
import type { GanParts } from '../../core/contract.ts'
import { hostTensor, type HostTensor } from '../../core/host.ts'
import { digitsMatrix, readDigits } from '../data/digits.ts'
import { matrixOf } from '../pairing.ts'

export type Rows = readonly (readonly number[])[]

const name = choice(['digits'], 'digits', 'data')
const given = matrix('X', undefined, 'data')
/** The digits by name, or rows. */
export const data: Option<'digits' | Rows> = {
  kind: 'data',
  symbol: 'X',
  doc: 'real rows: the shipped digits (pixels divided by 16, then centred), or a matrix, taken as it is',
  default: 'digits',
  valid: `${name.valid}, or ${given.valid}`,
  parse: (value, place) => (Array.isArray(value) ? given.parse(value, place) : name.parse(value, place)),
}

const count = int('d_z', 16, 'latents', { min: 1, max: 2000 })
const latents = matrix('Z', undefined, 'latents')
/** The number of white latents, or latent rows. */
export const latent: Option<number | Rows> = {
  kind: 'latent',
  symbol: 'd_z, Z',
  doc: 'number of latents, white in the exact sense E zzᵀ = I; or their rows, whose second moments are taken as they are',
  default: 16,
  valid: `${count.valid}, or ${latents.valid}`,
  parse: (value, place) => (Array.isArray(value) ? latents.parse(value, place) : count.parse(value, place)),
}

/** Real rows [n, d] and, where they are pictures, how to look at them. */
export function realRows(
  chosen: 'digits' | Rows,
  id: string,
): {
  readonly rows: HostTensor
  readonly picture: NonNullable<GanParts['picture']> | null
} {
  if (chosen !== 'digits') return { rows: matrixOf(`${id}: data (X)`, chosen), picture: null }
  const { n, d, rows } = digitsMatrix()
  const mean = new Float64Array(d)
  readDigits().pixels.forEach((grey, at) => (mean[at % d]! += grey / 16 / n))
  const level = (x: number, pixel: number): number => Math.min(1, Math.max(0, x + mean[pixel]!))
  return { rows: hostTensor(rows, [n, d]), picture: { height: 8, width: 8, channels: 1, level } }
}
