import { readFileSync, statSync } from 'node:fs'
import { extname } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { shippedFile } from '../../core/shipped-file.ts'

/** The path of a file of this folder that comes along. */
export const shipped = (name: string): string => shippedFile(import.meta.url, 'games/data', name)

/** Bytes of a data file at most, unpacked or not. */
const most = 2 ** 28
const tooLarge = `is larger than ${most / 2 ** 20} MB`

/**
 * The text of a data file, gzipped or plain. Throws a sentence that ends with `wanted`, what to name, where there is none or it cannot be read.
 */
export function textOf(file: string, wanted: string): string {
  if (file === '') throw new Error(`the name of the data file is empty: ${wanted}`)
  let bytes: Buffer
  try {
    // Looked at first: a pipe or a device may give bytes without an end.
    const stat = statSync(file)
    const kind = stat.isDirectory() ? 'is a folder' : !stat.isFile() ? 'is no regular file' : stat.size > most ? tooLarge : null
    if (kind !== null) throw new Error(`the data file ${file} ${kind}: ${wanted}`)
    bytes = readFileSync(file)
  } catch (e) {
    if (!(e instanceof Error && 'code' in e)) throw e
    const code = (e as NodeJS.ErrnoException).code
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? String(e)})`
    throw new Error(`the data file ${file} ${reason}: ${wanted}`, { cause: e })
  }
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (!zipped) {
    if (file.endsWith('.gz') && bytes.length > 0)
      throw new Error(
        `the data file ${file} is not gzipped although its name says so: gzip it, or name it ${extname(file.slice(0, -3)) || 'without .gz'}`,
      )
    return bytes.toString('utf8')
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: most }).toString('utf8')
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new Error(`the data file ${file} ${tooLarge} when it is unpacked: ${wanted}`, { cause: e })
    throw new Error(`the data file ${file} is a truncated or damaged gzip file: it must be whole, so copy it again`, { cause: e })
  }
}
