import { createLab, type Lab } from '../../core/lab.ts'
import type { Plugin } from '../../core/define.ts'
import { loadPlugins } from '../../core/plugin-load.ts'
import { builtin } from '../../plugins/builtin.ts'
import type { Plan } from './plan.ts'
import { planStudy, studyOf } from './plan-study.ts'
import { readSource, type Source } from './source.ts'

/** The lab of a study: built-in plugins, `more`, and its own. Throws where one of its own cannot be loaded. */
export async function studyLab(source: Source, more: readonly Plugin[] = []): Promise<Lab> {
  const { plugins = [] } = studyOf(source)
  const loaded = await loadPlugins(plugins, source.folder)
  const fault = loaded.failures.find(f => plugins.includes(f.specifier))
  if (fault) source.refuse(['plugins', plugins.indexOf(fault.specifier)], `: ${fault.reason}`)
  const known = new Set(more.map(p => p.name))
  return createLab([...builtin, ...more, ...loaded.plugins.filter(p => !known.has(p.name))])
}

/** Reads a study file (YAML, JSON, TypeScript or JavaScript) and plans it. Throws a Refusal that names the key at fault and its line. */
export async function readStudy(path: string, more: readonly Plugin[] = []): Promise<{ readonly plan: Plan; readonly lab: Lab }> {
  const source = await readSource(path)
  const lab = await studyLab(source, more)
  return { plan: planStudy(source, lab), lab }
}
