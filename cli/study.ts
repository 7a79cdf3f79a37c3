import { Command } from 'commander'
import { unknown } from '../core/config/nearest.ts'
import { Refusal } from '../core/refusal.ts'
import { verdicts } from '../studies/expect/evaluate.ts'
import { studies } from '../studies/index.ts'
import { estimate } from '../studies/plan/estimate.ts'
import { readStudy } from '../studies/plan/read-study.ts'
import { isStudyPath } from '../studies/plan/source.ts'
import { commandLine } from '../studies/report/command.ts'
import { choose } from '../studies/tuning/choose.ts'
import { shippedStudies } from '../studies/shipped/index.ts'
import { pluginsOf } from './lab.ts'
import { estimateText, planText } from './study-plan.ts'
import { reported } from './study-report.ts'
import { carriedOut, jobsOf } from './study-run.ts'
import { wrapped } from './wrap.ts'

interface Flags {
  readonly out?: string
  readonly jobs?: string
  readonly dryRun?: boolean
}
const ids = [...studies.map(s => s.id), ...shippedStudies().map(s => s.id)]

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
      if (studies.some(s => s.id === word)) await shipped(word, flags)
      else if (shippedStudies().some(s => s.id === word))
        await ofFile(shippedStudies().find(s => s.id === word)!.path, flags, command)
      else if (isStudyPath(word)) await ofFile(word, flags, command)
      else throw new Refusal(`${unknown('study', word, ids)}, or a file such as study.yaml`)
    })

async function shipped(id: string, { out, jobs, dryRun }: Flags): Promise<void> {
  if (dryRun) throw new Refusal(`--dry-run shows the plan of a study file, and ${id} is none; leave it out`)
  const { verdict, page } = await studies.find(s => s.id === id)!.run({ out: out ?? `runs/${id}`, jobs: jobsOf(jobs) })
  const said = verdict.flatMap(line => wrapped(/^ */.exec(line)![0], line.trim()))
  process.stdout.write(`\n${said.join('\n')}\n\nThe page is ${page}\n`)
}

async function ofFile(path: string, flags: Flags, command: Command): Promise<void> {
  const jobs = jobsOf(flags.jobs)
  const plugins = pluginsOf(command)
  const { plan, lab, notices } = await readStudy(path, plugins)
  for (const notice of notices) process.stderr.write(`${notice}\n`)
  if (flags.dryRun) {
    process.stdout.write(`${planText(plan).join('\n')}\n`)
    process.stdout.write(`${estimateText(await estimate(plan, lab), jobs).join('\n')}\n`)
    return
  }
  const out = flags.out ?? `runs/${plan.study.id}`
  const again = commandLine('saddle', [...plugins.map(p => ['--plugin', p]), ['study', path, '--out', out]])
  const { results, stopped } = await carriedOut(plan, out, { jobs, choose, again })
  if (stopped) {
    await reported(results, out, lab)
    return
  }
  for (const { finding, verdict, numbers, reason } of verdicts(results)) {
    const why = reason ?? numbers.map(n => `${n.text} = ${n.value}`).join(', ')
    process.stdout.write(`${wrapped('', `${verdict}: ${finding}${why === '' ? '' : ` (${why})`}`).join('\n')}\n`)
  }
  process.stdout.write(`\nThe page is ${await reported(results, out, lab)}\n`)
}
