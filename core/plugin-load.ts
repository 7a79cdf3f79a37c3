import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from './define.ts'

/** Packages that say so in their keywords are found by themselves. */
export const keyword = 'saddlepoint-plugin'

export interface Loaded {
  readonly plugins: readonly Plugin[]
  /** What could not be loaded, each with a sentence; the others go on. */
  readonly failures: readonly { readonly specifier: string; readonly reason: string }[]
}

const kinds = ['optimizers', 'transforms', 'players', 'games', 'metrics'] as const

/** What is wrong with a would-be plugin, or null. */
function wrong(plugin: unknown): string | null {
  const hint = 'export one made by definePlugin as default or as `plugin`'
  if (typeof plugin !== 'object' || plugin === null) return `it exports no plugin: ${hint}`
  const p = plugin as Record<string, unknown>
  if (typeof p['name'] !== 'string' || typeof p['version'] !== 'string') return `its plugin lacks a name or a version: ${hint}`
  for (const kind of kinds) {
    const list = p[kind]
    if (list === undefined) continue
    const one = kind.slice(0, -1)
    if (!Array.isArray(list)) return `its ${kind} must be an array of definitions`
    const bad = list.findIndex(d => (d as { kind?: unknown } | null)?.kind !== one)
    if (bad >= 0) return `entry ${bad + 1} of its ${kind} was not made by define${one[0]!.toUpperCase()}${one.slice(1)}`
  }
  return null
}

const isPath = (specifier: string): boolean =>
  /^\.{1,2}\//.test(specifier) || isAbsolute(specifier) || /\.[cm]?[jt]s$/.test(specifier)

/** Packages among the dependencies of the nearest package.json that carry the keyword. */
function dependencies(from: string): string[] {
  const file = join(from, 'package.json')
  if (!existsSync(file)) return dirname(from) === from ? [] : dependencies(dirname(from))
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { dependencies?: object; devDependencies?: object }
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  return names.filter(name => {
    const path = join(dirname(file), 'node_modules', name, 'package.json')
    return (
      existsSync(path) && ((JSON.parse(readFileSync(path, 'utf8')) as { keywords?: string[] }).keywords ?? []).includes(keyword)
    )
  })
}

/** Loads plugins by path or package name, and those that the folder `from` depends on. */
export async function loadPlugins(specifiers: readonly string[], from: string): Promise<Loaded> {
  const plugins: Plugin[] = []
  const failures: { specifier: string; reason: string }[] = []
  for (const specifier of [...new Set([...specifiers, ...dependencies(from)])]) {
    try {
      const file = isPath(specifier) ? resolve(from, specifier) : createRequire(join(from, 'package.json')).resolve(specifier)
      if (!existsSync(file)) throw new Error(`there is no file ${file}`)
      const module = (await import(pathToFileURL(file).href)) as { default?: unknown; plugin?: unknown }
      const plugin = module.default ?? module.plugin
      const reason = wrong(plugin)
      if (reason) failures.push({ specifier, reason })
      else plugins.push(plugin as Plugin)
    } catch (error) {
      failures.push({ specifier, reason: (error instanceof Error ? error.message : String(error)).split('\n')[0]! })
    }
  }
  return { plugins, failures }
}
