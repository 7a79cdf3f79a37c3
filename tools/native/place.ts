import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
const project = fileURLToPath(new URL('../..', import.meta.url))

/**
 * The folder of a package in the project's own node_modules, or why there is none. Node looks in every folder above and in NODE_PATH too; a
 * package from there has a TensorFlow.js of its own, which would be a second engine, and goes with whoever owns it.
 */
export function placeOf(name: string, root: string = project): { readonly folder: string } | { readonly reason: string } {
  const folder = join(root, 'node_modules', name)
  if (existsSync(join(folder, 'package.json'))) return { folder }
  const reason = `${name} is not in ${join(root, 'node_modules')}`
  try {
    return {
      reason: `${reason}; the one in ${createRequire(join(root, 'package.json')).resolve(name)} is not the project's`,
    }
  } catch {
    return { reason }
  }
}
