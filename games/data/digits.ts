import type { Finite } from './finite.ts'
import { pictureForm } from './pictures.ts'

import { shipped, textOf } from './text-file.ts'

/** Handwritten digits, 8×8 grey values row by row. */
export interface Digits {
  readonly n: number
  /** [n, 64] of 0 … 16; 16 is full ink. */
  readonly pixels: Float64Array
  /** The digit 0 … 9 of each row. */
  readonly labels: Int32Array
}

const side = 8
/** Of a digit as a picture. */
export const digitsShape = [side, side, 1] as const
const d = side * side
const full = 16
const columns = 'have 65 columns, 64 grey values from 0 to 16 and then the digit'
const wanted = `name a file of comma-separated text, plain or gzipped, whose lines ${columns}`

let own: Digits | null = null

/**
 * The 1,797 digits that come with the package, or those of a file of the same form: comma-separated text, gzipped or plain, one digit
 * a line, 64 grey values from 0 to 16 and then the digit 0 … 9. Throws a sentence with file and line where the file is not so.
 */
export function readDigits(file?: string): Digits {
  if (file !== undefined) return parsed(file)
  own ??= parsed(shipped('digits.csv.gz'))
  return own
}

function parsed(file: string): Digits {
  const lines = textOf(file, wanted).split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  if (lines.length === 0) throw new Error(`the data file ${file} is empty: its lines must ${columns}`)
  const pixels = new Float64Array(lines.length * d)
  const labels = new Int32Array(lines.length)
  lines.forEach((line, i) => {
    const cells = line.split(',')
    if (cells.length !== d + 1) throw new Error(`the data file ${file} must ${columns}, got ${cells.length} in line ${i + 1}`)
    const entry = (k: number): string => `the data file ${file}, line ${i + 1}, column ${k + 1}`
    for (let k = 0; k < d; k++) {
      const grey = cells[k]!.trim() === '' ? NaN : Number(cells[k])
      if (!(grey >= 0 && grey <= full))
        throw new Error(`${entry(k)}: a grey value must be a number from 0 to 16, got '${cells[k]!}'`)
      pixels[i * d + k] = grey
    }
    const label = cells[d]!.trim()
    if (!/^\d$/.test(label)) throw new Error(`${entry(d)}: the digit must be an integer from 0 to 9, got '${label}'`)
    labels[i] = Number(label)
  })
  return { n: lines.length, pixels, labels }
}

/** The digits as a matrix of n rows and d = 64 columns: pixels divided by 16, each column's mean subtracted. */
export function digitsMatrix(file?: string): { readonly n: number; readonly d: number; readonly rows: Float64Array } {
  const { n, pixels } = readDigits(file)
  const mean = new Float64Array(d)
  pixels.forEach((grey, k) => (mean[k % d]! += grey / full / n))
  return { n, d, rows: pixels.map((grey, k) => grey / full - mean[k % d]!) }
}

/** The digits as a finite set of rows [8, 8, 1], grey values mapped from [0, 16] to [−1, 1]. */
export function digitsSet(file?: string): Finite {
  const { n, pixels, labels } = readDigits(file)
  return {
    n,
    shape: digitsShape,
    labels,
    classifier: 'digits',
    room: entries => new Float64Array(entries),
    write: (row, out, at, stride) => {
      for (let k = 0; k < d; k++) out[at + k * stride] = (2 * pixels[row * d + k]!) / full - 1
    },
    picture: pictureForm(digitsShape),
  }
}
