import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * The path of a file that comes along in a folder of the package, such as `games/data`: beside the module at `url` in the sources, which is where it is
 * said to be missing, and in the same folder beside `dist` where the module is compiled.
 */
export function shippedFile(url: string, folder: string, name: string): string {
  const [beside, built] = [`./${name}`, `${'../'.repeat(folder.split('/').length + 1)}${folder}/${name}`].map(path =>
    fileURLToPath(new URL(path, url)),
  ) as [string, string]
  return [beside, built].find(existsSync) ?? beside
}
