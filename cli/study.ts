import { Command } from 'commander'
import { unknown } from '../core/config/nearest.ts'
import { Refusal } from '../core/refusal.ts'
import { studies } from '../studies/index.ts'
import { isStudyPath } from '../studies/plan/study-path.ts'
import { commandLine } from '../studies/report/command.ts'
import { shippedIds, shippedPath } from '../studies/shipped/index.ts'
import { pluginsOf } from './lab.ts'
import { jobsOf, untilStopped } from './study-run.ts'
import { wrapped } from './wrap.ts'

interface Flags {
  readonly out?: string
  readonly jobs?: string
  readonly dryRun?: boolean
}
const ids = [...studies.map(s => s.id), ...shippedIds]

const more = `
A study file is YAML, JSON or a module that exports defineStudy({ … }).
Begin a YAML file with this line, and editors complete and check its keys:
  # yaml-language-server: $schema=node_modules/saddlepoint/studies/plan/schema.json`

export const studyCommand = (): Command =>
  new Command('study')
    .description('Makes a study, or goes on with it.')
    .argument('<study>', `A study file, or one of: ${ids.join(', ')}.`)
    .option('--out <dir>', 'The folder of its runs and its page (runs/ID where none is given).')
    .option('--jobs <n>', 'Runs at a time (one a processor, at most 8, where none is given).')
    .option('--dry-run', 'Prints the plan, the number of runs and an estimate of the time, and makes no run.')
    .addHelpText('after', more)
    .action(async (word: string, flags: Flags, command: Command) => {
      const path = shippedIds.includes(word) ? shippedPath(word) : isStudyPath(word) ? word : null
      if (studies.some(s => s.id === word)) await shipped(word, flags)
      else if (path === null) throw new Refusal(`${unknown('study', word, ids)}, or a file such as study.yaml`)
      else {
        const { out, jobs, dryRun = false } = flags
        const wishes = { out, jobs: jobsOf(jobs), dryRun, plugins: pluginsOf(command) }
        // Loaded here: what reads and plans a study is slow to load, and no other command needs it.
        const { ofFile } = await import('./study-of-file.ts')
        await ofFile(path, wishes)
      }
    })

async function shipped(id: string, { out, jobs, dryRun }: Flags): Promise<void> {
  if (dryRun) throw new Refusal(`--dry-run shows the plan of a study file, and ${id} is none; leave it out`)
  const study = studies.find(s => s.id === id)!
  const folder = out ?? `runs/${id}`
  const parallel = jobsOf(jobs)
  const again = commandLine('saddle', [['study', id, '--out', folder]])
  const { made } = await untilStopped(
    again,
    signal => study.run({ out: folder, jobs: parallel, signal }),
    () => undefined,
  )
  if (!made) return
  const { verdict, page } = made
  const said = verdict.flatMap(line => wrapped(/^ */.exec(line)![0], line.trim()))
  process.stdout.write(`\n${said.join('\n')}\n\nThe page is ${page}\n`)
}
