import type { Plugin } from './define.ts'

const files = new WeakMap<Plugin, string>()

/** Keeps the file that a plugin was loaded from, for sentences. */
export const cameFrom = (plugin: Plugin, file: string): void => void files.set(plugin, file)

/** The file of a plugin that was loaded; undefined for one that was made in the program. */
export const originOf = (plugin: Plugin): string | undefined => files.get(plugin)
