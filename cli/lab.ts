import type { Command } from 'commander'
import { createLab, type Lab } from '../core/lab.ts'
import { loadPlugins } from '../core/plugin-load.ts'
import { builtin } from '../plugins/builtin.ts'

/** The container of the command: built-in plugins, those of --plugin, and those the working folder depends on. Failures are told. */
export async function labOf(command: Command): Promise<Lab> {
  const { plugin: asked = [] } = command.optsWithGlobals<{ plugin?: readonly string[] }>()
  const { plugins, failures } = await loadPlugins(asked, process.cwd())
  for (const { specifier, reason } of failures) process.stderr.write(`plugin ${specifier} is left out: ${reason}\n`)
  return createLab([...builtin, ...plugins])
}
