import { Command } from 'commander'
import { unknown } from '../core/config/nearest.ts'
import { shown } from '../core/config/number.ts'
import { Refusal } from '../core/refusal.ts'
import { studies } from '../studies/index.ts'
import { defaultJobs } from '../studies/pool.ts'
import { wrapped } from './wrap.ts'

export const studyCommand = (): Command =>
  new Command('study')
    .description('run a study and write its page')
    .argument('<id>', `one of: ${studies.map(s => s.id).join(', ')}`)
    .option('--out <dir>', 'folder of the page (default: runs/<id>)')
    .option('--jobs <n>', 'runs at a time (default: one a processor, at most 8)')
    .action(async (id: string, { out, jobs }: { out?: string; jobs?: string }) => {
      const study = studies.find(s => s.id === id)
      if (!study)
        throw new Refusal(
          unknown(
            'study',
            id,
            studies.map(s => s.id),
          ),
        )
      const parallel = jobs === undefined ? defaultJobs() : Number(jobs)
      if (!Number.isInteger(parallel) || parallel < 1)
        throw new Refusal(`--jobs must be an integer > 0, got ${shown(String(jobs))}`)
      const { verdict, page } = await study.run({ out: out ?? `runs/${id}`, jobs: parallel })
      const said = verdict.flatMap(line => wrapped(/^ */.exec(line)![0], line.trim()))
      process.stdout.write(`\n${said.join('\n')}\n\nThe page is ${page}\n`)
    })
