import { join, resolve } from 'node:path'
import { replace } from '../../core/folder/replace.ts'
import { createLab, type Lab } from '../../core/lab.ts'
import { Refusal } from '../../core/refusal.ts'
import { builtin } from '../../plugins/builtin.ts'
import type { DoneRun, StudyResults } from '../store/stored-run.ts'
import type { Found, StudyOptions } from '../study.ts'
import { runStudy } from '../work/run-study.ts'
import { watched } from '../work/watched.ts'
import { page } from './page.ts'
import { id, planOf } from './plan.ts'
import { realPicture } from './real.ts'
import { panels } from './settings.ts'
import { runName } from './verdict.ts'

const way = 'make room or mend its permissions, and start the study again: what is done is kept'

/** Writes the page of what was made. Throws a sentence where it is not all there. */
export async function report({ runs, seconds }: StudyResults, out: string, lab: Lab = createLab(builtin)): Promise<Found> {
  const found = new Map<string, DoneRun>()
  for (const { planned, stored } of runs) {
    if (stored?.state === 'failed')
      throw new Refusal(
        `${runName(planned)} could not be made: ${stored.reason}; make it again with saddle retry ${out} --failed`,
      )
    if (!stored) throw new Refusal(`the study is not finished; go on with saddle study ${id} --out ${out}`)
    found.set(runName(planned), stored)
  }
  const pictures = new Map<string, Awaited<ReturnType<typeof realPicture>>>()
  for (const panel of panels) pictures.set(panel.id, await realPicture(lab, panel))
  const { html, verdict } = page(found, { seconds, real: pictures })
  replace(join(out, 'index.html'), html, way)
  const kept = [...found].map(([name, { marks, outcome, spec, estimated }]) => ({ id: name, spec, outcome, estimated, marks }))
  replace(join(out, 'results.json'), `${JSON.stringify(kept, null, 1)}\n`, way)
  return { verdict: verdict.split('\n'), page: resolve(out, 'index.html') }
}

/** Makes what is not made yet, shown on the terminal, and the page; null where it was stopped. */
export async function run({ out, jobs, signal }: StudyOptions): Promise<Found | null> {
  const lab = createLab(builtin)
  const plan = planOf(lab)
  const view = watched(plan, jobs)
  const results = await runStudy(plan, out, { jobs, tell: view.tell, ...(signal ? { signal } : {}) }).finally(view.stop)
  return signal?.aborted ? null : report(results, out, lab)
}
