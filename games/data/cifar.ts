import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { demandFolder } from './folder.ts'
import { mostBytes, type Pictures, type PictureShape } from './pictures.ts'

export const cifarParts = ['train', 'test'] as const
type Files = Readonly<Record<(typeof cifarParts)[number], readonly string[]>>

/** The files of CIFAR-10 and of CIFAR-100 in their binary versions. */
const files: Readonly<Record<10 | 100, Files>> = {
  10: { train: [1, 2, 3, 4, 5].map(k => `data_batch_${k}.bin`), test: ['test_batch.bin'] },
  100: { train: ['train.bin'], test: ['test.bin'] },
}
/** Bytes before the planes of a row; the last of them is the class that is kept. */
const headings = { 10: 1, 100: 2 } as const

export const cifarShape: PictureShape = [32, 32, 3]
const plane = 32 * 32

/**
 * CIFAR-10 or CIFAR-100 in its binary version (Krizhevsky, 2009; cs.toronto.edu/~kriz/cifar.html), 32×32×3 with labels. A row of a
 * file is its class (of CIFAR-100 the coarse and then the fine class; the fine one is kept) and three planes of 1,024 bytes: red,
 * green, blue, which become channels. Throws a sentence where a file is missing, not whole, or has a class that does not exist.
 */
export function readCifar({
  folder,
  classes,
  part,
}: {
  readonly folder: string
  readonly classes: 10 | 100
  readonly part: (typeof cifarParts)[number]
}): Pictures {
  const [name, heading, names] = [`CIFAR-${classes}`, headings[classes], files[classes][part]]
  const form = `its binary version, ${names.join(', ')}`
  demandFolder(folder, `the folder of ${name} in ${form}`)
  const row = heading + 3 * plane
  const paths = names.map(file => join(folder, file))
  const rows = paths.map(path => rowsIn(path, row, `${name} must be there in ${form}`))
  const n = rows.reduce((a, b) => a + b, 0)
  if (n * 3 * plane > mostBytes)
    throw new Error(
      `the files of ${name} in ${folder} hold ${n} pictures, more than ${mostBytes / 2 ** 20} MB of them: give fewer`,
    )
  const bytes = new Uint8Array(n * 3 * plane)
  const labels = new Uint8Array(n)
  let i = 0
  for (const [f, path] of paths.entries()) {
    const content = readFileSync(path)
    for (let r = 0; r < rows[f]!; r++, i++) {
      const label = content[r * row + heading - 1]!
      if (label >= classes)
        throw new Error(
          `the data file ${path}, row ${r + 1}: the class must be from 0 to ${classes - 1}, got ${label}; is it ${name}?`,
        )
      labels[i] = label
      const from = r * row + heading
      for (let c = 0; c < 3; c++) for (let p = 0; p < plane; p++) bytes[(i * plane + p) * 3 + c] = content[from + c * plane + p]!
    }
  }
  return { shape: cifarShape, bytes, labels }
}

/** Rows of a file. Throws where it is not there or not a whole number of rows. */
function rowsIn(path: string, row: number, wanted: string): number {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat?.isFile()) throw new Error(`the data file ${path} ${stat ? 'is no regular file' : 'does not exist'}: ${wanted}`)
  if (stat.size === 0 || stat.size % row !== 0)
    throw new Error(
      `the data file ${path} has ${stat.size} bytes, which is no whole number of rows of ${row}: it is truncated or of another kind, so copy it again`,
    )
  return stat.size / row
}
