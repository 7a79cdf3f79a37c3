import { statSync } from 'node:fs'

/** Throws a sentence where the path is not that of a folder; `wanted` says which one to name. */
export function demandFolder(path: string, wanted: string): void {
  if (path === '') throw new Error(`the name of the folder is empty: name ${wanted}`)
  try {
    if (statSync(path).isDirectory()) return
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? String(error)})`
    throw new Error(`the folder ${path} ${reason}: name ${wanted}`, { cause: error })
  }
  throw new Error(`${path} is no folder: name ${wanted}`)
}
