/** The file that a command writes: where --out says, or beside what it is of. */
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeFolder } from '../core/folder/make-folder.ts'
import { replace, writing } from '../core/folder/replace.ts'
import { Refusal } from '../core/refusal.ts'

/** What to do where a file cannot be written. */
const way = 'mend its permissions, or give another file with --out'

/** Throws where it is a folder; `name` is that of a file in it that would do. */
export function demandFile(file: string, name: string): void {
  if (existsSync(file) && statSync(file).isDirectory())
    throw new Refusal(`--out ${file} is a folder; give a file, such as --out ${join(file, name)}`)
}

/** Makes the folder of a file to be written. */
export const makeRoom = (file: string): void => writing(dirname(file), () => void makeFolder(dirname(file)), way)

/** Writes a file as a whole, in the place of one that is there. */
export const writeWhole = (file: string, content: string | Uint8Array): void => replace(file, content, way)

/** An object as JSON with a line a part, so that a file of many numbers can be read from its beginning; `replacer` as in JSON.stringify. */
export const byParts = (parts: object, replacer?: (name: string, value: unknown) => unknown): string =>
  `{\n${Object.entries(parts)
    .map(([name, part]) => `  ${JSON.stringify(name)}: ${JSON.stringify(part, replacer)}`)
    .join(',\n')}\n}\n`
