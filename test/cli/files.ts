import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Every path under a folder with the hash of what is there, links not followed. */
export function hashes(folder: string): Record<string, string> {
  const found: Record<string, string> = {}
  const visit = (path: string): void => {
    const stat = lstatSync(path)
    const name = relative(folder, path)
    if (stat.isSymbolicLink()) found[name] = `link to ${readlinkSync(path)}`
    else if (stat.isFile()) found[name] = createHash('sha256').update(readFileSync(path)).digest('hex')
    else {
      found[name] = 'folder'
      if (stat.isDirectory()) readdirSync(path).forEach(entry => visit(join(path, entry)))
    }
  }
  visit(folder)
  return found
}
