import { Command } from 'commander'
import { studyStatus } from '../studies/store/status.ts'
import { statusText } from './study-table.ts'

export const statusCommand = (): Command =>
  new Command('status')
    .description('how far a study is: runs by state and outcome, and why some have failed')
    .argument('<dir>', 'folder of a study')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
A run is pending, running, done or failed. How a run has ended, diverged and nan
included, is the outcome of a run that is done; one that has failed could not be
made. All of it is read from the folder's files, at any time.

Example
  $ saddle status runs/rates`,
    )
    .action((dir: string, { json = false }: { json?: boolean }) => {
      const status = studyStatus(dir)
      process.stdout.write(json ? `${JSON.stringify(status, null, 1)}\n` : `${statusText(status, dir).join('\n')}\n`)
    })
