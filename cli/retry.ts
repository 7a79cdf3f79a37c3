import { Command } from 'commander'
import { Refusal } from '../core/refusal.ts'
import { readResults } from '../studies/store/results.ts'
import { studyStatus } from '../studies/store/status.ts'
import { failedRuns, retryFailed } from '../studies/work/retry.ts'
import { watched } from '../studies/work/watched.ts'
import { statusText } from './study-table.ts'
import { jobsOf, untilStopped } from './study-run.ts'

interface Flags {
  readonly failed?: boolean
  readonly json?: boolean
  readonly jobs?: string
}

export const retryCommand = (): Command =>
  new Command('retry')
    .description('make the runs of a study again that have failed')
    .argument('<dir>', 'folder of a study')
    .option('--failed', 'those that could not be made; a run that diverged is done')
    .option('--jobs <n>', 'runs at a time (default: one a processor, at most 8)')
    .option('--json', 'what there is afterwards, as JSON')
    .addHelpText(
      'after',
      `
Other runs are left as they are: those that are done stay done, and saddle study
makes those that wait.

Example
  $ saddle retry runs/rates --failed`,
    )
    .action(async (dir: string, { failed = false, json = false, jobs }: Flags) => {
      if (!failed) throw new Refusal(`say which runs of ${dir} to make again; valid: --failed`)
      const parallel = jobsOf(jobs)
      const all = failedRuns(dir)
      if (all.length > 0) {
        const view = watched(readResults(dir).plan, parallel, json ? process.stderr : process.stdout)
        const work = (signal: AbortSignal) => retryFailed(dir, { jobs: parallel, signal, tell: view.tell })
        await untilStopped(`saddle retry ${dir} --failed`, work, view.stop)
      }
      const status = studyStatus(dir)
      if (json) process.stdout.write(`${JSON.stringify(status, null, 1)}\n`)
      else process.stdout.write(all.length === 0 ? `No run of ${dir} has failed.\n` : `${statusText(status, dir).join('\n')}\n`)
      if (status.failed.length > 0 && !process.exitCode) process.exitCode = 1
    })
