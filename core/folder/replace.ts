import { closeSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { reason } from './make-folder.ts'
import { Refusal } from '../refusal.ts'

const keepGoing = 'make room or mend its permissions and go on with --resume, or give another folder with --out'

/** Throws a sentence that names the file where it cannot be written, and the way out. */
export function writing(path: string, write: () => void, way = keepGoing): void {
  try {
    write()
  } catch (error) {
    throw new Refusal(`${path} cannot be written (${reason(error)}); ${way}`)
  }
}
/** A file's content, or its pieces where it is too long to be held as one. */
export type Content = Uint8Array | string | Iterable<string>

function write(path: string, content: Content): void {
  if (typeof content === 'string' || content instanceof Uint8Array) {
    writeFileSync(path, content)
    return
  }
  const file = openSync(path, 'w')
  try {
    for (const piece of content) writeFileSync(file, piece)
  } finally {
    closeSync(file)
  }
}
/** Writes a file as a whole: whoever is killed meanwhile leaves the old one. Throws as the system does. */
export const whole = (path: string, content: Content): void => {
  write(`${path}.next`, content)
  renameSync(`${path}.next`, path)
}
/** The same, with a sentence where the file cannot be written. */
export const replace = (path: string, content: Content, way?: string): void => writing(path, () => whole(path, content), way)
