import { readFileSync, existsSync } from 'node:fs'

/** package.json lies one folder up from the sources and two up from the build. */
const file = [new URL('../package.json', import.meta.url), new URL('../../package.json', import.meta.url)].find(existsSync)!
export const version = (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
