import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** What the system says, without the path: `permission denied (EACCES)`. */
export function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  const said = /^[A-Z]+: ([^,]+)/.exec(message)?.[1]
  return said && code ? `${said}, ${code}` : (code ?? String(error))
}

/**
 * Makes a folder and those above it that are missing; the topmost that was made, undefined where the folder was there. (`mkdirSync` with
 * `recursive` never returns where a system refuses new folders as missing ones, as /proc does.)
 */
export function makeFolder(path: string): string | undefined {
  try {
    mkdirSync(path)
    return path
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && statSync(path).isDirectory()) return undefined
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error
    const made = makeFolder(dirname(path))
    mkdirSync(path)
    return made ?? path
  }
}
