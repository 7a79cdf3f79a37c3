import { Command } from 'commander'
import { Refusal } from '../core/refusal.ts'
import { readResults } from '../studies/store/results.ts'
import { studyStatus } from '../studies/store/status.ts'
import { failedRuns, isChanged, retryFailed } from '../studies/work/retry.ts'
import { watched } from '../studies/work/watched.ts'
import type { Choice } from '../studies/store/stored-run.ts'
import type { Plan } from '../studies/plan/plan.ts'
import { labOf } from './lab.ts'
import { statusText } from './study-table.ts'
import { wrapped } from './wrap.ts'
import { jobsOf, untilStopped } from './study-run.ts'

interface Flags {
  readonly failed?: boolean
  readonly json?: boolean
  readonly jobs?: string
}

const changedText = (n: number, study: string): string =>
  `A plugin, or the machine, has changed since ${n === 1 ? 'one of the failed runs was' : `${n} of the failed runs were`} planned: what would be made now is another run with another key, and ${n === 1 ? 'it is' : 'they are'} left as ${n === 1 ? 'it is' : 'they are'}. The file of the study '${study}', given to saddle study with the same --out, makes all runs of the changed plugin and keeps the others.`

function rechosenText({ game, optimizer, options }: Choice, { games, optimizers }: Plan): string {
  const label = (rows: readonly { readonly id: string; readonly label: string }[], id: string): string =>
    rows.find(r => r.id === id)?.label ?? id
  const said = Object.entries(options).map(([name, x]) => `${name} ${x}`)
  return `${label(games, game)} / ${label(optimizers, optimizer)}: with the trials made again tuning chooses ${said.join(', ')}; saddle study with the same --out makes its evaluations.`
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
    .action(async (dir: string, { failed = false, json = false, jobs }: Flags, command: Command) => {
      if (!failed) throw new Refusal(`say which runs of ${dir} to make again; valid: --failed`)
      const parallel = jobsOf(jobs)
      const all = failedRuns(dir)
      const { plan } = readResults(dir)
      const plugins = plan.study.plugins ?? []
      const lab = plugins.length > 0 && all.length > 0 ? await labOf(command, plugins) : null
      const others = lab ? all.filter(run => isChanged(run, lab)) : []
      if (others.length > 0) process.stderr.write(`${wrapped('', changedText(others.length, plan.study.id)).join('\n')}\n`)
      const some = all.filter(run => !others.includes(run))
      if (some.length > 0) {
        const view = watched(plan, parallel, json ? process.stderr : process.stdout)
        const work = (signal: AbortSignal) => retryFailed(dir, { jobs: parallel, signal, tell: view.tell }, some)
        const { made } = await untilStopped(`saddle retry ${dir} --failed`, work, view.stop)
        for (const choice of made.rechosen) process.stderr.write(`${wrapped('', rechosenText(choice, plan)).join('\n')}\n`)
      }
      const status = studyStatus(dir)
      if (json) process.stdout.write(`${JSON.stringify(status, null, 1)}\n`)
      else process.stdout.write(all.length === 0 ? `No run of ${dir} has failed.\n` : `${statusText(status, dir).join('\n')}\n`)
      if (status.failed.length > 0 && !process.exitCode) process.exitCode = 1
    })
