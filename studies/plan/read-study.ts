import { createLab, type Lab } from '../../core/lab.ts'
import { loadPlugins } from '../../core/plugin-load.ts'
import { Refusal } from '../../core/refusal.ts'
import { builtin } from '../../plugins/builtin.ts'
import type { Plan } from './plan.ts'
import { countedByCost } from '../tuning/trials.ts'
import { planStudy, studyOf } from './plan-study.ts'
import { readSource, type Source } from './source.ts'
import { stepCosts } from './step-costs.ts'

/** A study that has been read: its plan, and the lab that its runs are made by. */
export interface ReadStudy {
  readonly plan: Plan
  /** Built-in plugins, the study's, and those the working folder depends on. */
  readonly lab: Lab
  /** Sentences about plugins of the working folder that are left out. */
  readonly notices: readonly string[]
}

/** Plans a study. `more`: plugins beside its own, by package name or absolute path. */
export async function planned(source: Source, more: readonly string[] = []): Promise<ReadStudy> {
  const { plugins = [] } = studyOf(source, more)
  const loaded = await loadPlugins(plugins, process.cwd())
  for (const { specifier, reason } of loaded.failures) {
    const place = plugins.indexOf(specifier)
    if (more.includes(specifier)) throw new Refusal(`plugin ${specifier} cannot be loaded: ${reason}`)
    if (place >= 0) source.refuse(['plugins', place], `: ${reason}`)
  }
  const lab = createLab([...builtin, ...loaded.plugins])
  const notices = loaded.failures.map(({ specifier, reason }) => `plugin ${specifier} is left out: ${reason}`)
  const plan = planStudy(source, lab, more)
  // Where FLOPs buy trials of so many steps, what a step costs says how many.
  const counted = countedByCost(plan.study) ? planStudy(source, lab, more, await stepCosts(plan, lab)) : plan
  return { plan: counted, lab, notices }
}

/** Reads a study file (YAML, JSON, TypeScript or JavaScript) and plans it. Throws a Refusal that names the key at fault and its line. */
export const readStudy = async (path: string, more: readonly string[] = []): Promise<ReadStudy> =>
  planned(await readSource(path), more)
