/** A study file as text: its value, and where in it a key stands. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import { brief } from '../../core/config/brief.ts'
import { importFailure } from '../../core/plugin-load.ts'
import { Refusal } from '../../core/refusal.ts'
import { pathText, type Path, type Refuse } from './shape.ts'
import { modules, texts } from './study-path.ts'

export interface Source {
  /** The folder of the file: what its plugins are named from. */
  readonly folder: string
  /** What was read, not looked at yet. */
  readonly value: unknown
  /** Throws the sentence: the key's path, what is said of it, and its file and line. */
  readonly refuse: Refuse
}

/** What is said stands behind the path, or behind a colon. */
const sentence = (path: Path, said: string): string =>
  `${path.length === 0 ? 'the study' : pathText(path)}${said.startsWith(':') ? '' : ' '}${said}`
/** Throws a sentence about a key: its path, what is said, and where it stands. */
const refusing =
  (where: (path: Path) => string): Refuse =>
  (path, said) => {
    throw new Refusal(`${sentence(path, said)} (${where(path)})`)
  }
/** A study that is no file: sentences name keys only. */
export const sourceOf = (value: unknown, folder = process.cwd()): Source => ({
  folder,
  value,
  refuse: (path, said) => {
    throw new Refusal(sentence(path, said))
  },
})

/** The node of the last key of the path that is there. */
function nodeAt(node: unknown, [key, ...rest]: Path): Node | null {
  const self = (isMap(node) || isSeq(node) || isScalar(node) ? node : null) as Node | null
  if (key === undefined) return self
  if (isSeq(node)) return nodeAt(node.items[Number(key)], rest) ?? self
  if (!isMap(node)) return self
  const pair = node.items.find(item => (isScalar(item.key) ? String(item.key.value) : '') === String(key))
  if (!pair) return self
  const found = rest.length === 0 ? null : nodeAt(pair.value, rest)
  return found ?? (pair.key as Node)
}
const lineOf = (document: Document.Parsed, lines: LineCounter, path: Path): string => {
  const start = nodeAt(document.contents, path)?.range?.[0]
  return start === undefined ? '' : `, line ${lines.linePos(start).line}`
}

/** Reads YAML, of which JSON is a part. */
export function readText(written: string, file: string, folder = process.cwd()): Source {
  const lines = new LineCounter()
  const document = parseDocument(written, { lineCounter: lines, logLevel: 'silent' })
  const [error] = [...document.errors, ...document.warnings]
  if (error) {
    const said = error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')
    throw new Refusal(`the study is no valid YAML or JSON: ${brief(said)} (${file}, line ${error.linePos?.[0].line ?? 1})`)
  }
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 })
  } catch (fault) {
    const said = fault instanceof Error ? fault.message.split('\n')[0]! : String(fault)
    throw new Refusal(`the study is no valid YAML or JSON: ${brief(said)} (${file})`)
  }
  return { folder, value, refuse: refusing(path => `${file}${lineOf(document, lines, path)}`) }
}

/** Reads a file: YAML, JSON, or a module that exports a study as default. */
export async function readSource(path: string): Promise<Source> {
  const file = resolve(path)
  const [name, folder, kind] = [basename(file), dirname(file), extname(file)]
  if (!existsSync(file)) throw new Refusal(`there is no study file ${path}`)
  if (statSync(file).isDirectory()) throw new Refusal(`${path} is a folder: name the study's file`)
  if (texts.includes(kind)) return readText(readFileSync(file, 'utf8'), name, folder)
  if (!modules.includes(kind))
    throw new Refusal(`${path} is no study file by its name; valid: ${[...texts, ...modules].map(k => `*${k}`).join(', ')}`)
  let module: { default?: unknown }
  try {
    module = (await import(pathToFileURL(file).href)) as { default?: unknown }
  } catch (error) {
    throw new Refusal(`${path} cannot be loaded: ${importFailure(error, file)}`)
  }
  if (module.default === undefined) throw new Refusal(`${path} exports no study: write export default defineStudy({ … })`)
  return { folder, value: module.default, refuse: refusing(() => name) }
}
