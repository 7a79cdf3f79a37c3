import { int, numberAmong, optional, variant, word } from '../../core/config/options.ts'
import type { ConfigOf } from '../../core/config/option.ts'
import type { DataClasses } from '../../core/contract.ts'
import { readDigits } from '../data/digits.ts'
import { sharesOf } from '../data/finite.ts'
import { readImages } from '../data/images.ts'
import { readMnist } from '../data/mnist.ts'
import { padded, type Pictures } from '../data/pictures.ts'
import { shipped } from '../data/text-file.ts'

/** A finite set of square pictures as bytes, [n, side, side, c] row by row, of which `full` is full light. */
export interface Collection {
  readonly n: number
  readonly side: number
  readonly channels: 1 | 3
  readonly bytes: Uint8Array
  readonly full: number
  /** Where we have a classifier of such pictures. */
  readonly classes?: DataClasses
}

/** The option `data`. */
export const data = variant(
  {
    digits: {},
    patches: {
      size: int('s', 32, 'height and width of a tile', { min: 2, max: 256 }),
      stride: int('', 8, 'pixels from tile to tile', { min: 1, max: 400 }),
    },
    mnist: {},
    images: {
      folder: word('', undefined, 'a folder of .jpg, .jpeg, .png or .webp files, taken in the order of their names'),
      size: int('s', 64, 'height and width that each is resized to', { min: 2, max: 256 }),
      channels: numberAmong('c', [1, 3], 3, '1: grey; 3: red, green, blue'),
      crop: optional(
        variant(
          { squeeze: {}, center: {} },
          'squeeze',
          'the whole picture, resized to a square, or the largest square of its middle; absent: squeeze, where all pictures have one size',
        ),
      ),
      limit: int('n', 50000, 'so many files at most, the first by name', { min: 2 }),
    },
  },
  'digits',
  'what is real: the 1,797 digits 8×8, tiles of the two photographs that come along, the digits of the package mnist in 32×32, or a folder',
)
type Data = ConfigOf<{ readonly data: typeof data }>['data']

/** Height and width, known before anything is read. */
export const sideOf = (chosen: Data): number => (chosen.kind === 'digits' ? 8 : chosen.kind === 'mnist' ? 32 : chosen.size)

const collected = ({ shape: [side, , channels], bytes }: Pictures): Collection => ({
  n: bytes.length / (side * side * channels),
  side,
  channels,
  bytes,
  full: 255,
})

const classesOf = (classifier: DataClasses['classifier'], labels: Iterable<number>): DataClasses => ({
  classifier,
  shares: sharesOf([...labels]),
})

/** The pictures. Throws a sentence where they cannot be read. */
export function collection(chosen: Data): Collection {
  switch (chosen.kind) {
    case 'digits': {
      const { n, pixels, labels } = readDigits()
      return { n, side: 8, channels: 1, bytes: Uint8Array.from(pixels), full: 16, classes: classesOf('digits', labels) }
    }
    case 'patches': {
      const { size, stride } = chosen
      const crop = { kind: 'tiles', stride } as const
      return collected(readImages({ folder: shipped('photographs'), size, channels: 3, crop, limit: null }))
    }
    case 'mnist': {
      const digits = readMnist()
      return { ...collected(padded(digits, 32)), classes: classesOf('mnist', digits.labels!) }
    }
    case 'images':
      return collected(readImages({ ...chosen, crop: chosen.crop ? { kind: chosen.crop.kind } : { kind: 'alike' } }))
  }
}

/** The level in [0, 1] of every byte of a row, in the order of its entries. */
export const levelsOf = ({ side, channels, bytes, full }: Collection, row: number): Float64Array => {
  const d = side * side * channels
  return Float64Array.from(bytes.subarray(row * d, (row + 1) * d), byte => byte / full)
}

/**
 * Levels averaged over squares to size × size pictures: rows from … to − 1 of them, [to − from, size·size·c] row by row. `size` divides
 * the side.
 */
export function pooled({ side, channels, bytes, full }: Collection, size: number, from: number, to: number): Float64Array {
  const [cell, d] = [side / size, size * size * channels]
  const rows = new Float64Array((to - from) * d)
  let at = from * side * side * channels
  for (let i = 0; i < to - from; i++)
    for (let y = 0; y < side; y++) {
      const line = i * d + Math.floor(y / cell) * size * channels
      for (let x = 0; x < side; x++)
        for (let c = 0; c < channels; c++) rows[line + Math.floor(x / cell) * channels + c]! += bytes[at++]!
    }
  const share = 1 / (full * cell * cell)
  return rows.map(sum => sum * share)
}

/** The mean picture at full size, levels in [0, 1]. */
export function meanPicture({ n, bytes, full }: Collection): Float64Array {
  const d = bytes.length / n
  const mean = new Float64Array(d)
  for (let at = 0; at < bytes.length; at += d) for (let k = 0; k < d; k++) mean[k]! += bytes[at + k]!
  return mean.map(sum => sum / (full * n))
}

/** A picture of levels averaged over squares to size × size. */
export function pooledPicture(levels: Float64Array, { side, channels }: Collection, size: number): Float64Array {
  const cell = side / size
  const out = new Float64Array(size * size * channels)
  levels.forEach((level, at) => {
    const [pixel, c] = [Math.floor(at / channels), at % channels]
    const [y, x] = [Math.floor(pixel / side / cell), Math.floor((pixel % side) / cell)]
    out[(y * size + x) * channels + c]! += level / cell ** 2
  })
  return out
}
