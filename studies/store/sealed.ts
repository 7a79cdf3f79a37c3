/** Files of two lines: what they are with the SHA-256 of the content, and the content as JSON. A file that was cut or changed is noticed. */
import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { reason } from '../../core/folder/make-folder.ts'
import { Refusal } from '../../core/refusal.ts'

/** The study's folder cannot be written. It says nothing about the run, and all runs have it. */
export class CannotKeep extends Refusal {}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** JSON has no NaN and no infinity: they are written as words. */
const plain = (_: string, x: unknown): unknown => (typeof x === 'number' && !Number.isFinite(x) ? String(x) : x)
export const jsonOf = (content: unknown, indent?: number): string => JSON.stringify(content, plain, indent)

export function seal(format: string, content: unknown): string {
  const text = jsonOf(content)
  return `${JSON.stringify({ format, sha256: digest(text) })}\n${text}\n`
}

/** The content of a sealed text. Throws what is wrong with it, a part of a sentence. */
export function unseal(format: string, sealed: string): unknown {
  const [head = '', text = '', ...rest] = sealed.split('\n')
  let header: { format?: unknown; sha256?: unknown }
  try {
    header = JSON.parse(head) as typeof header
  } catch {
    throw new Error(sealed === '' ? 'it is empty' : 'its first line is not JSON')
  }
  if (header.format !== format)
    throw new Error(`it has the format ${JSON.stringify(header.format ?? null)}, this version reads '${format}'`)
  if (rest.join('') !== '' || header.sha256 !== digest(text)) throw new Error('its checksum does not match its content')
  return JSON.parse(text)
}

/** Does what writes to a study's folder, with a sentence where that cannot be. */
export function keeping<T>(path: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new CannotKeep(
      `${path} cannot be written (${reason(error)}); make room or mend its permissions and start the study again: what is done is kept`,
    )
  }
}

/** Writes a file as a whole and to the disk: whoever is killed meanwhile, or loses power, finds the old file or the new one. */
export const keep = (path: string, content: Uint8Array | string): void =>
  keeping(path, () => {
    const next = `${path}.next`
    try {
      const file = openSync(next, 'w')
      try {
        writeFileSync(file, content)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(next, path)
    } catch (error) {
      rmSync(next, { force: true })
      throw error
    }
  })
