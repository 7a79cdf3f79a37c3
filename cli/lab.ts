import type { Command } from 'commander'
import { createLab, type Lab } from '../core/lab.ts'
import { lasting, loadPlugins } from '../core/plugin-load.ts'
import { builtin } from '../plugins/builtin.ts'

/** The plugins of --plugin, by package name or absolute path. */
export const pluginsOf = (command: Command): readonly string[] =>
  (command.optsWithGlobals<{ plugin?: readonly string[] }>().plugin ?? []).map(p => lasting(p, process.cwd()))

/**
 * The container of the command: built-in plugins, those of --plugin and `more`, and those the working folder depends on. What cannot be
 * loaded is told, and the others go on.
 */
export async function labOf(command: Command, more: readonly string[] = []): Promise<Lab> {
  const { plugins, failures } = await loadPlugins([...more, ...pluginsOf(command)], process.cwd())
  for (const { specifier, reason } of failures) process.stderr.write(`plugin ${specifier} is left out: ${reason}\n`)
  return createLab([...builtin, ...plugins])
}
