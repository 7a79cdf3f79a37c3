import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { openFolder, runFiles } from '../core/folder/folder.ts'
import { reason } from '../core/folder/make-folder.ts'
import { figuresOf, picturesOf, portraitsOf } from '../core/folder/pictures.ts'
import { predictionOf } from '../core/folder/prediction.ts'
import { provenanceOf } from '../core/folder/provenance.ts'
import { whole } from '../core/folder/replace.ts'
import type { RunConfig } from '../core/folder/run-config.ts'
import { Refusal } from '../core/refusal.ts'
import { studies } from '../studies/index.ts'
import { measuredIn, type RunRecord } from '../studies/run-page/record.ts'
import { readResults } from '../studies/store/results.ts'
import { isStudyFolder } from '../studies/store/study-folder.ts'
import { labOf } from './lab.ts'
import { checked } from './stored-config.ts'
import { reported } from './study-report.ts'

/** What stands in the folder of a run. Throws a sentence where it holds none, a damaged one, or nothing that was measured. */
function recordOf(path: string): RunRecord {
  const folder = openFolder<RunConfig>(path)
  const config = checked(folder.config, path)
  const measured = measuredIn(folder.lines())
  const metrics = config.metrics.map(selector => selector.replace(/\[.*$/s, ''))
  if (measured.marks.length === 0)
    throw new Refusal(`the run in ${path} has no measured step yet; go on with it by saddle run --resume ${path}`)
  return {
    folder: path,
    config,
    ...measured,
    ...provenanceOf(path),
    prediction: predictionOf(path),
    portraits: portraitsOf(path, metrics),
    figures: figuresOf(path, metrics),
    snapshots: picturesOf(path).map(({ metric, step, path: file }) => ({ metric, step, png: readFileSync(file) })),
  }
}

/** Writes the page of a run from its folder; returns its path. Throws a sentence where that cannot be done. */
export async function writePage(path: string): Promise<string> {
  const record = recordOf(path)
  // Loaded here: what draws a page is slow to load, and no other command needs it.
  const { page } = await import('../studies/run-page/page.ts')
  const file = join(path, runFiles.page)
  const html = page(record)
  try {
    whole(file, html)
  } catch (error) {
    throw new Refusal(`the page ${file} cannot be written (${reason(error)}); make room or mend its permissions`)
  }
  return file
}

/** The page of a run that has just been made: where it cannot be written that is told, and the run is none the worse. */
export async function writtenPage(path: string): Promise<void> {
  try {
    await writePage(path)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${why}; the run is kept, and its page is made by: saddle report ${path}\n`)
  }
}

export const reportCommand = (): Command =>
  new Command('report')
    .description(
      'Makes the page of a run, or the report of a study, from its folder: of one that has ended, was stopped, or goes on.',
    )
    .argument('<dir>', 'the folder of a run that was made with --out, or of a study')
    .action(async (path: string, _: object, command: Command) => {
      if (isStudyFolder(path)) {
        const results = readResults(path)
        const own = studies.find(s => s.id === results.plan.study.id)
        if (own) {
          process.stdout.write(`The page is ${(await own.report(results, path)).page}\n`)
          return
        }
        process.stdout.write(
          `The page is ${await reported(results, path, await labOf(command, results.plan.study.plugins ?? []))}\n`,
        )
        return
      }
      process.stdout.write(`The page is ${await writePage(path)}\n`)
    })
