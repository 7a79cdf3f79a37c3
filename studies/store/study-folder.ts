/** The folder of a study: what is studied (`study.json`), what is planned (`plan.json`), and a folder a run (`runs/<key>`). */
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lockName, takeLock } from '../../core/folder/lock.ts'
import { makeFolder, reason } from '../../core/folder/make-folder.ts'
import { Refusal } from '../../core/refusal.ts'
import { version } from '../../core/version.ts'
import type { Plan, PlannedRun } from '../plan/plan.ts'
import type { StudyFile } from '../plan/study-file.ts'
import { runsFolder } from './run-place.ts'
import { jsonOf, keep } from './sealed.ts'
import type { Choice } from './stored-run.ts'

const names = { study: 'study.json', plan: 'plan.json', clock: 'clock.json' } as const

/** The content of `study.json`. */
interface Studied {
  readonly saddlepoint: string
  readonly study: StudyFile
}
/** The content of `plan.json`: all of a plan that is data, and what tuning has chosen so far. */
export interface PlanOnDisk extends Pick<Plan, 'games' | 'optimizers' | 'refused' | 'runs'> {
  readonly choices: readonly Choice[]
}
const other = 'give another folder with --out'

function parsed<T>(file: string, is: (x: Partial<T>) => boolean): T {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : reason(error)
    throw new Refusal(`${file} is damaged (${why}); restore it, or delete it and start the study again: finished runs are kept`)
  }
  if (typeof content !== 'object' || content === null || !is(content))
    throw new Refusal(
      `${file} is damaged (something is missing); restore it, or delete it and start the study again: finished runs are kept`,
    )
  return content as T
}

/** Whether a folder is a study's. */
export const isStudyFolder = (dir: string): boolean => existsSync(join(dir, names.study))

/** What a folder's `study.json` holds; null where there is none. Throws where it is damaged or of another version. */
function studied(dir: string): Studied | null {
  const file = join(dir, names.study)
  if (!existsSync(file)) return null
  const found = parsed<Studied>(file, s => typeof s.saddlepoint === 'string' && typeof s.study?.id === 'string')
  if (found.saddlepoint !== version)
    throw new Refusal(
      `the study in ${dir} was made by saddlepoint ${found.saddlepoint} and this is ${version}, whose runs may differ: use that version, or ${other}`,
    )
  return found
}

export interface StudyFolder {
  readonly dir: string
  writePlan(plan: PlanOnDisk): void
  /** Wall-clock seconds that the study has taken. */
  seconds(): number
  keepSeconds(seconds: number): void
  /** Lets other processes in. */
  close(): void
}

/**
 * Opens the folder for making the study's runs, and makes it where it is missing. Throws a sentence where it cannot be written, another
 * process is at work there, or it holds another study, one of another version or something else; then nothing has been changed.
 */
export function openStudy(dir: string, study: StudyFile): StudyFolder {
  let close: () => void
  try {
    makeFolder(dir)
    accessSync(dir, constants.W_OK | constants.X_OK)
    demandStudy(dir, study)
    close = takeLock(dir, 'study')
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(`the folder '${dir}' cannot be made or written (${reason(error)}); give one that can with --out`)
  }
  try {
    demandStudy(dir, study)
    keep(join(dir, names.study), `${jsonOf({ saddlepoint: version, study } satisfies Studied, 2)}\n`)
  } catch (error) {
    close()
    throw error
  }
  return {
    dir,
    writePlan: plan => keep(join(dir, names.plan), `${jsonOf(plan)}\n`),
    seconds: () => secondsOf(dir),
    keepSeconds: seconds => keep(join(dir, names.clock), `${JSON.stringify({ seconds })}\n`),
    close,
  }
}

function demandStudy(dir: string, { id }: StudyFile): void {
  const found = studied(dir)
  if (found && found.study.id !== id)
    throw new Refusal(`the folder '${dir}' holds the study '${found.study.id}', not '${id}'; ${other}`)
  const strange = found || existsSync(join(dir, runsFolder)) ? undefined : foreign(dir)
  if (strange !== undefined)
    throw new Refusal(`the folder '${dir}' holds '${strange}' and no study; give one that is empty with --out`)
}

/** Something that no study has put there. */
const foreign = (dir: string): string | undefined =>
  readdirSync(dir).find(name => name !== lockName && !Object.values(names).some(own => name.startsWith(own)))

/** 0 where nothing is known of it: only the clock is lost. */
export function secondsOf(dir: string): number {
  try {
    const { seconds } = JSON.parse(readFileSync(join(dir, names.clock), 'utf8')) as { seconds?: unknown }
    return typeof seconds === 'number' ? seconds : 0
  } catch {
    return 0
  }
}

/** The study and the plan of a folder. Throws where there is none, or it is damaged or of another version. */
export function readPlan(dir: string): { readonly study: StudyFile; readonly plan: PlanOnDisk } {
  const found = studied(dir)
  if (!found)
    throw new Refusal(
      `the folder '${dir}' holds no study (${names.study} is missing); give one that saddle study was told with --out`,
    )
  const file = join(dir, names.plan)
  if (!existsSync(file))
    throw new Refusal(`the study in ${dir} was stopped before it was planned; start it again with saddle study`)
  const plan = parsed<PlanOnDisk>(
    file,
    p => [p.games, p.optimizers, p.refused, p.runs, p.choices].every(Array.isArray) && p.runs!.every(isPlanned),
  )
  return { study: found.study, plan: { ...plan, choices: plan.choices.map(choiceOf) } }
}
const isPlanned = (run: PlannedRun): boolean => typeof run.key === 'string' && typeof run.spec.game === 'string'
/** In JSON NaN is a word. */
const choiceOf = (choice: Choice): Choice => ({
  ...choice,
  trials: choice.trials.map(t => ({ ...t, objective: Number(t.objective as number | string) })),
})
