import { extname } from 'node:path'

/** How the names of study files end: modules, and what is read as YAML. */
export const modules = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']
export const texts = ['.yaml', '.yml', '.json']

/** Whether a word names a file of a study and not the id of one. */
export const isStudyPath = (word: string): boolean =>
  [...modules, ...texts].includes(extname(word)) || word.includes('/') || word.includes('\\')
