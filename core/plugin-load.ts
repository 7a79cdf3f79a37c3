import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from './define.ts'
import { cameFrom } from './plugin-origin.ts'

/** Packages that say so in their keywords are found by themselves. */
export const keyword = 'saddlepoint-plugin'

/** What `loadPlugins` found. */
export interface Loaded {
  readonly plugins: readonly Plugin[]
  /** What could not be loaded, each with a sentence; the others go on. */
  readonly failures: readonly { readonly specifier: string; readonly reason: string }[]
}

const kinds = ['optimizers', 'transforms', 'learners', 'players', 'games', 'metrics'] as const
const validId = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** What is wrong with an entry of a plugin's list, or null. */
function wrongEntry(entry: unknown, kind: string): string | null {
  const one = kind.slice(0, -1)
  const d = (entry ?? {}) as { kind?: unknown; id?: unknown; about?: unknown; cost?: unknown; config?: unknown; create?: unknown }
  if (d.kind !== one) return `was not made by define${one[0]!.toUpperCase()}${one.slice(1)}`
  if (typeof d.id !== 'string' || !validId.test(d.id)) {
    return `has the id '${String(d.id)}': an id is lower-case words joined by hyphens such as my-${one}`
  }
  if (typeof d.about !== 'string') return `('${d.id}') is without about: give one sentence that says what it is`
  if (one === 'optimizer' && typeof d.cost !== 'string')
    return `('${d.id}') is without cost: give that of a step in words, such as '2n gradients'`
  if (typeof d.config !== 'object' || d.config === null)
    return `('${d.id}') is without options: give config, {} where there are none`
  return typeof d.create === 'function' ? null : `('${d.id}') is without a function create`
}

/** What is wrong with a would-be plugin, or null. */
function wrong(plugin: unknown): string | null {
  const hint = 'export one made by definePlugin as default or as `plugin`'
  if (typeof plugin !== 'object' || plugin === null) return `it exports no plugin: ${hint}`
  const p = plugin as Record<string, unknown>
  if (typeof p.name !== 'string' || typeof p.version !== 'string') return `its plugin lacks a name or a version: ${hint}`
  for (const kind of kinds) {
    const list = p[kind]
    if (list === undefined) continue
    if (!Array.isArray(list)) return `its ${kind} must be an array of definitions`
    for (const [i, entry] of list.entries()) {
      const reason = wrongEntry(entry, kind)
      if (reason) return `entry ${i + 1} of its ${kind} ${reason}`
    }
  }
  return null
}

const isPath = (specifier: string): boolean =>
  /^\.{1,2}(\/|$)/.test(specifier) || isAbsolute(specifier) || /\.[cm]?[jt]s$/.test(specifier)

/** A specifier that means the same from every folder: a path becomes absolute. */
export const lasting = (specifier: string, from: string): string => (isPath(specifier) ? resolve(from, specifier) : specifier)

interface Manifest {
  readonly dependencies?: object
  readonly devDependencies?: object
  readonly keywords?: unknown
  readonly exports?: unknown
}
const manifestOf = (file: string): Manifest => JSON.parse(readFileSync(file, 'utf8')) as Manifest

/** Packages among the dependencies of the nearest package.json that carry the keyword. A damaged package.json offers none. */
function dependencies(from: string): string[] {
  const file = join(from, 'package.json')
  if (!existsSync(file)) return dirname(from) === from ? [] : dependencies(dirname(from))
  try {
    const { dependencies, devDependencies } = manifestOf(file)
    return Object.keys({ ...dependencies, ...devDependencies }).filter(name => {
      const path = join(dirname(file), 'node_modules', name, 'package.json')
      if (!existsSync(path)) return false
      const { keywords } = manifestOf(path)
      return Array.isArray(keywords) && keywords.includes(keyword)
    })
  } catch {
    return []
  }
}

/** The target that `exports` of a package.json gives an `import`: the first condition that holds. */
function target(exports: unknown): string | null {
  if (typeof exports === 'string') return exports
  if (Array.isArray(exports)) return exports.map(target).find(t => t !== null) ?? null
  if (typeof exports !== 'object' || exports === null) return null
  const held = Object.entries(exports).filter(([condition]) => ['import', 'node', 'module-sync', 'default'].includes(condition))
  return held.map(([, inner]) => target(inner)).find(t => t !== null) ?? null
}

/** The file that `import specifier` from this folder would load, also where a package has no entry for `require`. */
function packageFile(specifier: string, from: string): string {
  const [name, rest] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier)?.slice(1) ?? [specifier]
  for (let folder = from; ; folder = dirname(folder)) {
    const home = join(folder, 'node_modules', name!)
    if (existsSync(join(home, 'package.json'))) {
      const { exports } = manifestOf(join(home, 'package.json'))
      const paths = typeof exports === 'object' && exports !== null && Object.keys(exports).some(k => k.startsWith('.'))
      const entry = paths ? (exports as Record<string, unknown>)[`.${rest ?? ''}`] : rest === undefined ? exports : undefined
      const file = target(entry)
      return file === null ? createRequire(join(from, 'package.json')).resolve(specifier) : join(home, file)
    }
    if (dirname(folder) === folder)
      throw new Error(`there is no package of this name in ${from} or above: install it, or give a path such as ./${specifier}`)
  }
}

function fileOf(specifier: string, from: string): string {
  const file = isPath(specifier) ? resolve(from, specifier) : packageFile(specifier, from)
  if (!existsSync(file)) throw new Error(`there is no file ${file}`)
  if (statSync(file).isDirectory()) throw new Error(`${file} is a folder: name the plugin's file`)
  return file
}

/** The first line of an error that says something, or what to do about it where none does. */
export function importFailure(error: unknown, file: string): string {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_REQUIRE_CYCLE_MODULE')
    return 'it is not an ES module: put "type": "module" into the package.json beside it, or name it .mts or .mjs'
  const [first, second] = (error instanceof Error ? error.message : String(error)).split('\n')
  // The stack of a syntax error begins with its place.
  const place = error instanceof SyntaxError ? /^(?:file:\/\/)?(\S+:\d+)\n/.exec(error.stack ?? '')?.[1] : undefined
  if (place !== undefined) return `${place}: ${first!}`
  // esbuild's first line only counts the errors, and it calls every file .ts.
  if (second === undefined || !first!.startsWith('Transform failed with')) return first!
  const stem = file.slice(0, -extname(file).length)
  return stem !== '' && second.startsWith(`${stem}.ts:`) ? `${file}${second.slice(stem.length + 3)}` : second
}

/** Compiled, this library runs without a reader of TypeScript, in which a plugin may be written; its sources have been read by one. */
const compiled = import.meta.url.endsWith('.js')
let reads: Promise<unknown> | null = compiled ? null : Promise.resolve()
/** From here on a module may be TypeScript. Loaded where a plugin is: every module that follows takes twice as long to load. */
const readTypeScript = (): Promise<unknown> => (reads ??= import('tsx/esm/api').then(tsx => tsx.register({ tsconfig: false })))

/** Loads the plugins that the folder `from` depends on, and after them those named by path or package. */
export async function loadPlugins(specifiers: readonly string[], from: string): Promise<Loaded> {
  const plugins: Plugin[] = []
  const failures: { specifier: string; reason: string }[] = []
  for (const specifier of new Set([...dependencies(from), ...specifiers])) {
    let file = ''
    try {
      file = fileOf(specifier, from)
      await readTypeScript()
      const module = (await import(pathToFileURL(file).href)) as { default?: unknown; plugin?: unknown }
      const plugin = module.default ?? module.plugin
      const reason = wrong(plugin)
      if (reason) {
        failures.push({ specifier, reason })
        continue
      }
      cameFrom(plugin as Plugin, file)
      plugins.push(plugin as Plugin)
    } catch (error) {
      failures.push({ specifier, reason: importFailure(error, file) })
    }
  }
  return { plugins, failures }
}
